"""What the forms of these pages say, checked."""

from __future__ import annotations

import unicodedata

from flask import request

from bot.errors import UserError
from bot.services.reservations.shown import ShownPlaces

LONGEST_NAME, LONGEST_WHY = 60, 100
MOST_UNITS = 100
MOST_CAPACITY = 10_000


class Wrong(UserError):
    """Beside which field it is said."""

    def __init__(self, field: str, text_key: str, **values: object) -> None:
        super().__init__(text_key, **values)
        self.field = field


def read_number(field: str, least: int, most: int) -> int:
    """Raises Wrong for what is no number between the two, both included."""
    written = unicodedata.normalize("NFKC", request.form.get(field, "")).strip()
    number = int(written) if written.isascii() and written.isdigit() and len(written) <= 9 else -1
    if not least <= number <= most:
        raise Wrong(field, "places.number_wrong", least=least, most=most)
    return number


def read_purpose(shown: ShownPlaces) -> str:
    """One of the service's; raises Wrong for another, and for none where there are any."""
    wanted, known = request.form.get("purpose", ""), [one.id for one in shown.list_purposes("ja")]
    if known and wanted not in known:
        raise Wrong("purpose", "places.purpose_wrong")
    return wanted if known else ""


def read_line(field: str, longest: int) -> str:
    """A line of text, which may be empty. Raises Wrong for a longer one."""
    written = " ".join(request.form.get(field, "").split())
    if len(written) > longest:
        raise Wrong(field, "places.too_long", longest=longest)
    return written


def read_id(field: str) -> int:
    """0 for what is none."""
    written = request.form.get(field, "")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else 0
