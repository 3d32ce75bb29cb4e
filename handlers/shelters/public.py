"""`/shelters`: every shelter of the city, what is open now first, to narrow down and print.

For everybody, without a script; what is asked for stands in the address and is kept nowhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from bot.areas import Area
from bot.clock import utc_now
from bot.db import Database
from bot.dialogue.turn import House
from bot.dialogue.words import RoomWords
from bot.headers import keep_private, make_policy
from bot.maps import CityMap, Drawing, Key, Pin
from bot.pages import html_lang, present_banner, wanted_language
from handlers.shelters import public_phone
from handlers.shelters.check_in import pages as check_in
from handlers.shelters.check_in import relatives
from handlers.shelters.links import PATH, map_url
from handlers.shelters.models import Hazard
from handlers.shelters.service.catalogue import Catalogue, Near, Site, load_catalogue
from handlers.shelters.service.choosing import Standing, list_open
from handlers.shelters.service.city_facts import SERVICE, find_department, get_areas
from handlers.shelters.words import (
    say_capacity,
    say_crowding,
    say_features,
    say_hazards,
    say_height,
    say_kind,
    say_standing,
    say_way,
)

MOST = 500  # on one page
FIRST = ("fact_way", "fact_state", "fact_crowding", "fact_hazards", "fact_address")  # the rest unfolds
_HEADERS = keep_private(make_policy())
_LISTED = (f"{SERVICE}.show",)  # may be found by search engines


def create_blueprint(database: Database, house: House) -> Blueprint:
    """404 while the city has no list."""
    blueprint = Blueprint(
        SERVICE, __name__, template_folder="templates", static_folder="static", static_url_path="/shelters-static"
    )
    blueprint.add_url_rule(PATH, "show", _Page(database, house, CityMap(get_areas(house.city))).show)
    public_phone.add_routes(blueprint, database, house)
    door = Blueprint("check_in", check_in.__name__, template_folder="templates")
    for pages in (check_in, relatives):
        pages.add_routes(door, database, house)
    blueprint.register_blueprint(door)
    blueprint.after_request(_add_headers)
    return blueprint


@dataclass(frozen=True)
class _Row:
    """A shelter on the page; `near` where a town was chosen."""

    site: Site
    standing: Standing | None
    near: Near | None = None


@dataclass(frozen=True)
class _Page:
    database: Database
    house: House
    city_map: CityMap

    def show(self) -> ResponseReturnValue:
        asked = request.args.get("lang", "")
        language = asked if asked in self.house.texts.languages else wanted_language(request)
        words = RoomWords(self.house.texts, language, self.house.city, SERVICE)
        with self.database.read() as session:
            catalogue, standing = load_catalogue(session), list_open(session)
        if not len(catalogue):
            abort(404)
        areas = get_areas(self.house.city)
        hazard = request.args.get("hazard", "")
        hazard = hazard if hazard in list(Hazard) else ""
        area, only_open = areas.find(request.args.get("area", "")), request.args.get("open") == "1"
        rows = _list(catalogue, standing, hazard, area, only_open)
        chosen = {"hazard": hazard, "area": area.id if area else "", "only_open": only_open}
        lists = {"hazards": [one for one in Hazard if catalogue.has_any(one)], "areas": areas, "rows": rows}
        counts = {"open_count": len(standing), "drawing": self._draw(words, rows)}
        return render_template(
            "shelters/list.html", **chosen, **lists, **counts, **_speak(words), **self._frame(words, asked)
        )

    def _draw(self, words: RoomWords, rows: Sequence[_Row]) -> Drawing:
        """Each is a link to its entry in the list."""
        pins = [
            Pin(
                str(row.site.id),
                row.site.latitude,
                row.site.longitude,
                "pin-open" if row.standing else "pin-shut",
                row.site.name_in(words.language),
                words("map_open" if row.standing else "not_open"),
                f"#shelter-{row.site.id}",
            )
            for row in rows
        ]
        legend = (Key("pin-open", words("map_open"), is_pin=True), Key("pin-shut", words("not_open"), is_pin=True))
        return self.city_map.draw(words("page_map"), words.language, pins=pins, legend=legend)

    def _frame(self, words: RoomWords, asked: str) -> dict[str, Any]:
        """What every page of ours has."""
        city, texts = self.house.city, self.house.texts
        department = find_department(city)
        return {
            "language": words.language,
            "html_lang": html_lang(words.language),
            "languages": [(one, html_lang(one), texts.name_language(one)) for one in texts.languages],
            "lang": asked,
            "banner": present_banner(city.find_banner(utc_now()), texts, words.language),
            "office": department.name_in(words.language) if department else city.name_in(words.language),
            "telephone": (department.telephone if department else "") or city.telephone,
        }


def _list(
    catalogue: Catalogue, standing: Mapping[int, Standing], hazard: str, area: Area | None, only_open: bool
) -> list[_Row]:
    """The nearest to the town first where one is chosen, else what is open first, by town."""
    among = {
        site.id
        for site in catalogue.sites
        if (not hazard or hazard in site.hazards) and (not only_open or site.id in standing)
    }
    if area is not None:
        nearest = catalogue.list_nearest(area.latitude, area.longitude, MOST, among=among)
        return [_Row(near.site, standing.get(near.site.id), near) for near in nearest]
    rows = [_Row(site, standing.get(site.id)) for site in catalogue.sites if site.id in among]
    return sorted(rows, key=lambda row: row.standing is None)[:MOST]


def _speak(words: RoomWords) -> dict[str, Any]:
    now = utc_now()

    def list_facts(row: _Row, *, are_first: bool) -> Sequence[tuple[str, str, bool]]:
        """(name, value, whether it is the city's own Japanese) of what one needs at once, or of the rest."""
        site = row.site
        found = (
            ("fact_way", say_way(words, row.near) if row.near else "", False),
            ("fact_state", say_standing(words, row.standing, now), False),
            ("fact_crowding", say_crowding(words, row.standing), False),
            ("fact_hazards", say_hazards(words, site), False),
            ("fact_kind", say_kind(words, site), False),
            ("fact_height", say_height(words, site), False),
            ("fact_features", say_features(words, site), False),
            ("fact_capacity", say_capacity(words, site), False),
            ("fact_communities", site.communities, True),
            ("fact_address", site.address, True),
        )
        return [one for one in found if one[1] and (one[0] in FIRST) == are_first]

    return {"t": words, "list_facts": list_facts, "map_url": map_url}


def _add_headers(response: Response) -> Response:
    response.headers.update(_HEADERS)
    if request.endpoint in _LISTED:
        response.headers.pop("X-Robots-Tag")
    return response
