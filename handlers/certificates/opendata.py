"""`/opendata/certificates.csv` and `.json`: how many certificates are asked for, by month and kind, for everybody.

Public: numbers, and nothing of any citizen. What is fewer than five is said as "<5" and months that are not over are
left out, so that nobody can be told from the numbers, or from how they change from one day to the next.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, abort, jsonify

from bot.clock import utc_now
from bot.db import Database
from bot.dialogue.turn import House
from bot.opendata import answer_csv, open_to_everybody
from handlers.certificates.service.catalogue import find_catalogue
from handlers.certificates.service.figures import Count, group, list_months, list_requested

FEWEST = 5  # that are said as they are
FEW = f"<{FEWEST}"
MONTHS = 36
LANGUAGES = ("ja", "en")
MAX_AGE = 3600


@dataclass(frozen=True)
class Row:
    """`median_days` is None where fewer than five were issued."""

    month: str
    kind: str
    name_ja: str
    name_en: str
    requests: int | str
    issued: int | str
    median_days: float | None


def create_blueprint(database: Database, house: House) -> Blueprint:
    """404 where the city offers no certificates."""
    blueprint = Blueprint("certificates_opendata", __name__)

    @blueprint.get("/opendata/certificates.json")
    def show_json() -> Response:
        notes = {f"note_{one}": house.texts.get(one, "certificates.admin_open_note") for one in LANGUAGES}
        city = {f"city_{one}": house.city.name_in(one) for one in LANGUAGES}
        return jsonify({**city, **notes, "rows": [asdict(row) for row in list_rows(database, house, utc_now())]})

    @blueprint.get("/opendata/certificates.csv")
    def show_csv() -> Response:
        columns = (_name(house, name) for name in Row.__dataclass_fields__)
        return answer_csv(columns, (asdict(row).values() for row in list_rows(database, house, utc_now())))

    open_to_everybody(blueprint, MAX_AGE)
    return blueprint


def list_rows(database: Database, house: House, now: datetime) -> list[Row]:
    """By month and kind, the oldest month first; without requests there is no row."""
    if find_catalogue(house.city) is None:
        abort(404)
    *whole, this = list_months(now, MONTHS + 1)
    with database.read() as session:
        requested = [one for one in list_requested(session, whole[0]) if one.month < this]
    counts = group(requested, lambda one: (one.month.isoformat()[:7], one.kind))
    return [_make_row(house, month, kind, found) for (month, kind), found in sorted(counts.items())]


def _make_row(house: House, month: str, kind: str, found: Count) -> Row:
    fee = house.city.find_fee(kind)
    names: dict[str, Any] = {f"name_{one}": fee.name_in(one) if fee else kind for one in LANGUAGES}
    days = found.median_days if found.issued >= FEWEST else None
    return Row(month, kind, **names, requests=_blur(found.requests), issued=_blur(found.issued), median_days=days)


def _blur(many: int) -> int | str:
    return many if many == 0 or many >= FEWEST else FEW


def _name(house: House, column: str) -> str:
    """In both languages."""
    return " / ".join(house.texts.get(one, f"certificates.admin_open_{column}") for one in LANGUAGES)
