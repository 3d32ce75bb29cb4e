"""`/opendata/children/<kind>.csv` and `.json`: what parents are told, for everybody, with the day of each row.

Public: it is the city's own data, and nobody's. What is over is not in it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, abort, jsonify

from bot.clock import TOKYO, utc_now
from bot.db import Database
from bot.dialogue.turn import House
from bot.opendata import answer_csv, open_to_everybody
from handlers.child_care.models import ClinicDuty, Kind, Listing, Nursery, Occasion
from handlers.child_care.service.rows import AGE_CLASSES
from handlers.child_care.service.searching import list_duties, list_nurseries, list_occasions
from handlers.child_care.service.sheet import WORDS, say_column
from handlers.child_care.words import say_mark

LANGUAGE = "ja"  # of the data set
MAX_AGE = 300
SHARED = ("name", "address", "telephone", "page_url", "latitude", "longitude", "note", "as_of")
_OWN: Mapping[type[Listing], tuple[str, ...]] = {
    ClinicDuty: (),
    Nursery: ("form", "district", "accepts", "opens", "closes", "capacity"),
    Occasion: ("place", "target", "summary", "fee", "apply", "keywords"),
}


def create_blueprint(database: Database, house: House) -> Blueprint:
    """404 for a kind that there is not."""
    blueprint, feeds = Blueprint("child_care_opendata", __name__), _Feeds(database, house)
    views: tuple[Callable[[str], Response], ...] = (feeds.show_json, feeds.show_csv)
    for ending, view in zip(("json", "csv"), views, strict=True):
        blueprint.add_url_rule(f"/opendata/children/<kind>.{ending}", view.__name__, view)
    open_to_everybody(blueprint, MAX_AGE)
    return blueprint


@dataclass(frozen=True)
class _Feeds:
    database: Database
    house: House

    def show_json(self, kind: str) -> Response:
        return jsonify({"city": self.house.city.name_in(LANGUAGE), kind: self._list(kind)})

    def show_csv(self, kind: str) -> Response:
        """What `madoguchi children import` takes."""
        rows = self._list(kind)
        columns = _list_columns(Kind(kind))
        headers = [say_column(Kind(kind), column) for column in columns]
        return answer_csv(headers, ([row.get(column) for column in columns] for row in rows))

    def _list(self, kind: str) -> list[dict[str, Any]]:
        if kind not in list(Kind):
            abort(404)
        with self.database.read() as session:
            if kind == Kind.CLINICS:
                return [_describe(one) for one in list_duties(session, utc_now())]
            if kind == Kind.NURSERIES:
                return [_describe(one) for one in list_nurseries(session)]
            return [_describe(one) for one in list_occasions(session, Kind(kind), utc_now())]


def _describe(one: Listing) -> dict[str, Any]:
    """By our names of the columns."""
    row = {name: getattr(one, name) for name in (*SHARED, *_OWN[type(one)])}
    row["as_of"] = one.as_of.isoformat()
    if isinstance(one, Nursery):
        return row | {f"places_{name}": said for name in AGE_CLASSES if (said := say_mark(one.places.get(name, "")))}
    assert isinstance(one, ClinicDuty | Occasion)
    begins, ends = (_to_tokyo(moment) for moment in (one.starts_at, one.ends_at))
    row |= {"first_day": f"{begins:%Y-%m-%d}", "begins": f"{begins:%H:%M}", "ends": f"{ends:%H:%M}"}
    if isinstance(one, ClinicDuty):
        return row | {"departments": str(WORDS["between"])[0].join(one.departments)}
    return row | {"from_age": _write_age(one.from_months), "to_age": _write_age(one.to_months)}


def _list_columns(kind: Kind) -> list[str]:
    own: dict[Kind, tuple[str, ...]] = {
        Kind.CLINICS: ("departments", "first_day", "begins", "ends"),
        Kind.NURSERIES: (*_OWN[Nursery], *(f"places_{name}" for name in AGE_CLASSES)),
    }
    days = ("first_day", "begins", "ends", "from_age", "to_age", *_OWN[Occasion])
    return ["name", *own.get(kind, days), *SHARED[1:]]


def _write_age(months: int | None) -> str | None:
    """In months, so that it says the same when it is read again."""
    return None if months is None else f"{months}{WORDS['months']}"


def _to_tokyo(moment: datetime) -> datetime:
    return moment.astimezone(TOKYO)
