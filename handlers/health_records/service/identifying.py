"""Whether somebody in the health system is whom a form asks for: a number alone is mistyped, or meant for another."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from handlers.health_records.models import HealthPerson, RequestKind
from handlers.health_records.service.importing.rows import to_katakana

PREFIXES = {RequestKind.PARENT: "child", RequestKind.PROXY: "subject"}  # of the form's fields
VOICED = (0x3099, 0x309A)  # the marks of kana, once they stand alone


class Likeness(StrEnum):
    SAME = "same"
    RENAMED = "renamed"  # born on that day, but known by another name
    OTHER = "other"


@dataclass(frozen=True)
class Asked:
    """Whom a form asks for, as it was filled in."""

    name: str
    kana: str
    birth_date: date


def read_asked(kind: str, content: Mapping[str, Any]) -> Asked | None:
    """None where the form has gone or names nobody, so that there is nothing to compare."""
    prefix = PREFIXES.get(RequestKind(kind), "")
    name, kana, born = (str(content.get(f"{prefix}_{part}") or "") for part in ("name", "kana", "birth_date"))
    try:
        return Asked(name, kana, date.fromisoformat(born)) if name else None
    except ValueError:
        return None


def compare(asked: Asked, person: HealthPerson) -> Likeness:
    """By date of birth and name; a reading alone is many people's. Who is known to us by their reading, as people from
    abroad may be, is the same in either."""
    if asked.birth_date != person.birth_date:
        return Likeness.OTHER
    is_same = fold_name(asked.name) in (fold_name(person.name), fold_name(person.kana))
    return Likeness.SAME if is_same else Likeness.RENAMED


def fold_name(name: str) -> str:
    """Without width, case, kind of kana, spaces, marks and the order of its parts: CARTER, Emily is Emily Carter."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    kept = "".join(_fold_sign(sign) for sign in plain)
    words = kept.split()
    return "".join(sorted(words) if kept.isascii() else words)


def _fold_sign(sign: str) -> str:
    """Voiced kana keep their mark."""
    kind = unicodedata.category(sign)
    if kind == "Mn":
        return sign if ord(sign) in VOICED else ""
    return to_katakana(sign) if kind[0] in "LN" else " "
