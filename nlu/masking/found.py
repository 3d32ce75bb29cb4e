"""A value that was found, and where."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    MY_NUMBER = "my_number"
    CARD = "card"
    PHONE = "phone"
    MAIL = "mail"


@dataclass(frozen=True)
class Found:
    """`value` is in one spelling: digits (a telephone number's with the leading 0), a mail address in small letters."""

    kind: Kind
    start: int
    end: int
    value: str
