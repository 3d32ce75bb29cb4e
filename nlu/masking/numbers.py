"""My Number, card and telephone numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from nlu.masking import shapes
from nlu.masking.checks import is_card, is_my_number, read_phone
from nlu.masking.found import Found, Kind
from nlu.masking.labels import Label, read_label

_FEWEST = 6  # digits
_AREA = regex.compile(r"[+(]?\d(?:[\d\0]|[-.の・ \n()]{1,3}(?=[\d(]))*")


def find_numbers(folded: str, text: str) -> Iterator[Found]:
    """All numbers of the three kinds in a text and its folded form; they may overlap."""
    for area in _AREA.finditer(folded):
        if sum(character.isdigit() for character in area[0]) < _FEWEST:
            continue
        for one in _find_in(folded, *area.span()):
            if read_label(text[: one.start]) is not Label.REFERENCE:
                yield one
        for match in shapes.LOCAL.finditer(folded, *area.span()):
            if read_label(text[: match.start()]) is Label.PHONE:
                yield _found(Kind.PHONE, match)


def _find_in(folded: str, start: int, end: int) -> Iterator[Found]:
    def search(patterns: Sequence[regex.Pattern[str]]) -> Iterator[regex.Match[str]]:
        for pattern in patterns:
            yield from pattern.finditer(folded, start, end, overlapped=True)

    for match in search(shapes.MY_NUMBERS):
        if not shapes.is_in_a_row(match) and is_my_number(_digits(match)):
            yield _found(Kind.MY_NUMBER, match)
    for match in search(shapes.CARDS):
        if not shapes.is_in_a_row(match) and is_card(_digits(match)):
            yield _found(Kind.CARD, match)
    for match in search(shapes.PHONES):
        if number := read_phone(_digits(match)):
            yield _found(Kind.PHONE, match, number)
    for match in search([shapes.ABROAD]):
        digits = _digits(match).removeprefix("00")
        yield _found(Kind.PHONE, match, read_phone(digits) or digits)


def _digits(match: regex.Match[str]) -> str:
    return "".join(filter(str.isdigit, match[0]))


def _found(kind: Kind, match: regex.Match[str], value: str = "") -> Found:
    return Found(kind, match.start(), match.end(), value or _digits(match))
