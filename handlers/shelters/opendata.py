"""`/opendata/shelters.csv`, `.json` and `.geojson`: every shelter with whether it is open, for everybody.

Public: it is the city's own data, and nobody's. In the recommended columns, which `madoguchi shelters import` takes.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, jsonify

from bot.clock import TOKYO
from bot.db import Database
from bot.dialogue.turn import House
from bot.opendata import answer, answer_csv, open_to_everybody
from handlers.shelters.models import FEATURES, Hazard
from handlers.shelters.service.catalogue import Site, load_catalogue
from handlers.shelters.service.choosing import Standing, list_open
from handlers.shelters.service.sheet import WORDS, say_column

LANGUAGE = "ja"  # of the data set
MAX_AGE = 60
TEXTS = ("name", "kana", "name_en", "address", "latitude", "longitude")
MORE = ("capacity", "communities", *FEATURES, "page_url", "note")
FLAGS = (*Hazard, "is_site", "is_stay", *FEATURES)
STATES = tuple(WORDS["states"])


def create_blueprint(database: Database, house: House) -> Blueprint:
    blueprint, feeds = Blueprint("shelters_opendata", __name__), _Feeds(database, house)
    for ending in ("csv", "json", "geojson"):
        blueprint.add_url_rule(f"/opendata/shelters.{ending}", f"show_{ending}", getattr(feeds, f"show_{ending}"))
    open_to_everybody(blueprint, MAX_AGE)
    return blueprint


@dataclass(frozen=True)
class _Feeds:
    database: Database
    house: House

    def show_json(self) -> Response:
        return jsonify({"city": self.house.city.name_in(LANGUAGE), "shelters": [dict(row) for row in self._list()]})

    def show_geojson(self) -> Response:
        features = [
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": [row.pop("longitude"), row.pop("latitude")]},
                "properties": row,
            }
            for row in self._list()
        ]
        collection = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
        return answer(collection.encode("utf-8"), "application/geo+json")

    def show_csv(self) -> Response:
        columns = ("id", *TEXTS, "elevation_m", "telephone", *Hazard, "is_site", "is_stay", *MORE, *STATES)
        rows = self._list()
        return answer_csv(map(_name, columns), ([_write(row[column], column) for column in columns] for row in rows))

    def _list(self) -> list[dict[str, Any]]:
        with self.database.read() as session:
            catalogue, standing = load_catalogue(session), list_open(session)
        return [_describe(site, standing.get(site.id)) for site in catalogue.sites]


def _describe(site: Site, standing: Standing | None) -> dict[str, Any]:
    """By our names of the columns."""
    row: dict[str, Any] = {
        "id": site.id,
        **{name: getattr(site, name) for name in (*TEXTS, "elevation_m", "telephone")},
    }
    row |= {hazard.value: hazard in site.hazards for hazard in Hazard}
    row |= {"is_site": site.is_site, "is_stay": site.is_stay, "capacity": site.capacity}
    row |= {"communities": site.communities, **{name: name in site.features for name in FEATURES}}
    opened_at = standing.opened_at.astimezone(TOKYO).isoformat(timespec="minutes") if standing else ""
    row |= {"page_url": site.page_url, "note": site.note}
    return row | {
        "is_open": standing is not None,
        "opened_at": opened_at,
        "crowding": standing.crowding if standing else "",
    }


def _name(column: str) -> str:
    """The recommended data set's name of the column; `ID` for our own number."""
    own = {"id": "code", "elevation_m": "elevation"}.get(column, column)
    return "ID" if own == "code" else WORDS["states"].get(own) or say_column(own)


def _write(value: object, column: str) -> object:
    if column in FLAGS or column == "is_open":
        return 1 if value else ""
    return value
