"""`/alerts`: what is in force in the city, with the areas under orders on the map; for everybody."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from bot.areas import Areas
from bot.clock import utc_now
from bot.db import Database
from bot.dialogue.dates import say_moment
from bot.dialogue.turn import House
from bot.dialogue.words import RoomWords
from bot.headers import make_policy
from bot.maps import CityMap, Drawing, Key, Shade
from bot.pages import html_lang, present_banner, wanted_language
from bot.services.hazards import InForce, in_force
from handlers.disaster.alerts.office import find_office
from handlers.disaster.alerts.wording import ORDER, ORDERED, ROOM, name_kind

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": make_policy(),
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


@dataclass(frozen=True)
class AlertsPage:
    database: Database
    house: House
    clock: Callable[[], datetime] = utc_now

    @cached_property
    def areas(self) -> Areas:
        office = find_office(self.house.city, self.house.texts)
        return office.reach.areas if office else Areas([])

    @cached_property
    def city_map(self) -> CityMap:
        return CityMap(self.areas)

    def show(self) -> ResponseReturnValue:
        """What is a drill stands apart, below, and is on no map."""
        asked, now = request.args.get("lang", ""), self.clock()
        language = asked if asked in self.house.texts.languages else wanted_language(request)
        words = RoomWords(self.house.texts, language, self.house.city, ROOM)
        with self.database.read() as session:
            found = in_force(session, now)
        real = [one for one in found if not one.is_drill]
        return (
            render_template(
                "disaster/alerts.html",
                real=[self._tell(one, words) for one in real],
                drills=[self._tell(one, words) for one in found if one.is_drill],
                drawing=self._draw(real, words),
                has_orders=any(_is_order(one) for one in real),
                now=say_moment(words, now),
                **self._frame(words),
            ),
            200,
            HEADERS,
        )

    def _tell(self, one: InForce, words: RoomWords) -> dict[str, Any]:
        names = [area.name_in(words.language) if (area := self.areas.find(id)) else id for id in one.areas]
        name = words.text(f"page_order_{one.level}") if _is_order(one) else name_kind(words, one.kind)
        return {
            "name": name,
            "level": one.level,
            "short": words.text("page_short", level=one.level) if one.level and not _is_order(one) else "",
            "where": ", ".join(names) or self.house.city.name_in(words.language),
            "since": words.text("page_since", time=say_moment(words, one.since)),
        }

    def _draw(self, real: Sequence[InForce], words: RoomWords) -> Drawing:
        shades: dict[str, Shade] = {}
        for one in sorted(filter(_is_order, real), key=lambda one: one.level or 0):
            shade = Shade(
                f"level-{one.level}",
                words.text(f"page_order_{one.level}"),
                words.text("page_short", level=one.level),
            )
            chosen = one.areas or [area.id for area in self.areas.districts]
            shades |= {town.id: shade for area in chosen for town in self.areas.towns_of(area)}
        legend = [Key(f"level-{level}", words.text(f"page_order_{level}")) for level in reversed(ORDERED)]
        return self.city_map.draw(words.text("page_map"), words.language, shades, legend=legend)

    def _frame(self, words: RoomWords) -> dict[str, Any]:
        """What every page of ours has."""
        city, texts = self.house.city, self.house.texts
        return {
            "t": words,
            "language": words.language,
            "html_lang": html_lang(words.language),
            "languages": [(one, html_lang(one), texts.name_language(one)) for one in texts.languages],
            "banner": present_banner(city.find_banner(utc_now()), texts, words.language),
        }


def _is_order(one: InForce) -> bool:
    return one.kind == ORDER and one.level in ORDERED
