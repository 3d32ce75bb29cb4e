"""What is typed into a form of one topic: single fields, and rows of fields."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from admin.page import Errors
from bot.errors import UserError

T = TypeVar("T")
MOST_ROWS = 100
_ROW = re.compile(r"row_(\d{1,4})_(\w+)")
# No sign that is invisible, or that turns the direction of what follows, gets into what citizens read.
_HIDDEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]")


@dataclass
class Draft:
    """As it is typed; `errors` stand beside their fields."""

    fields: dict[str, str] = field(default_factory=dict)
    rows: list[dict[str, str]] = field(default_factory=list)
    errors: Errors = field(default_factory=dict)

    def read(self, name: str, parse: Callable[[str], T]) -> T | None:
        """The field as `parse` reads it; None, and an error beside it, when it can't."""
        return self._try(name, self.fields.get(name, ""), parse)

    def read_cell(self, number: int, name: str, parse: Callable[[str], T]) -> T | None:
        """As `read`, of a row."""
        return self._try(name_cell(number, name), self.rows[number].get(name, ""), parse)

    def refuse(self, name: str, text_key: str, **values: object) -> None:
        """Something is wrong with this field; the first thing that is stands there."""
        self.errors.setdefault(name, (text_key, values))

    def _try(self, name: str, typed: str, parse: Callable[[str], T]) -> T | None:
        try:
            return parse(typed)
        except UserError as error:
            self.refuse(name, error.text_key, **error.values)
            return None


def name_cell(number: int, name: str) -> str:
    return f"row_{number}_{name}"


def read_form(form: Mapping[str, str], names: Sequence[str], columns: Sequence[str]) -> Draft:
    """What was sent. Rows without anything in them, or that are to be removed, are left out."""
    rows: dict[int, dict[str, str]] = {}
    for key, value in form.items():
        if found := _ROW.fullmatch(key):
            rows.setdefault(int(found[1]), {})[found[2]] = clean(value)
    kept = [
        {name: row.get(name, "") for name in columns}
        for _, row in sorted(rows.items())
        if "remove" not in row and any(row.get(name) for name in columns if name != "kind")
    ]
    return Draft({name: clean(form.get(name, "")) for name in names}, kept[:MOST_ROWS])


def clean(typed: str) -> str:
    """Without hidden signs and space around it, each line's end as one sign."""
    return _HIDDEN.sub("", typed.replace("\r\n", "\n").replace("\r", "\n")).strip()


def narrow(typed: str) -> str:
    """Full-width digits and signs as plain ones, for what has a form."""
    return unicodedata.normalize("NFKC", typed).strip()
