"""Post codes and Japanese telephone numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlu.entities.spans import Rule, apply_rules
from nlu.interpretation import Entity

_POSTCODE_WORDS = r"〒|郵便番号|ゆうびんばんごう|post ?code|zip(?: ?code)?|邮编|郵遞區號|우편번호|mã bưu điện"
_CONTEXT = re.compile(rf"(?:{_POSTCODE_WORDS})\D{{0,5}}$", re.IGNORECASE)
_BEFORE = r"(?<![\d-])"
_AFTER = r"(?![\d-])"


def find(text: str) -> Iterator[Entity]:
    """Entities `postcode` and `phone`."""
    yield from apply_rules("postcode", text, _POSTCODES)
    yield from apply_rules("phone", text, _PHONES)


def _postcode(match: re.Match[str]) -> str:
    digits = re.sub(r"\D", "", match[0])
    return f"{digits[:3]}-{digits[3:]}"


def _bare_postcode(match: re.Match[str]) -> str | None:
    said = match.string[max(0, match.start() - 20) : match.start()]
    return _postcode(match) if _CONTEXT.search(said) else None


def _phone(match: re.Match[str]) -> str | None:
    digits = re.sub(r"\D", "", match[0])
    if match[0].startswith("+"):
        digits = "0" + digits.removeprefix("81").removeprefix("0")
    mobile_or_ip = re.match(r"0[5-9]0|0800|0[12]0", digits) is not None and not digits.startswith(("0120", "0990"))
    return digits if len(digits) == (11 if mobile_or_ip else 10) else None


_POSTCODES: list[Rule] = [
    (re.compile(rf"〒\s?\d{{3}}[- ]?\d{{4}}{_AFTER}"), _postcode),
    (re.compile(rf"{_BEFORE}\d{{3}}-\d{{4}}{_AFTER}"), _postcode),
    (re.compile(rf"{_BEFORE}\d{{3}}の?\d{{4}}{_AFTER}"), _bare_postcode),
]
_PHONES: list[Rule] = [
    (re.compile(rf"{_BEFORE}0\d{{1,4}}[- ]\d{{1,4}}[- ]\d{{3,4}}{_AFTER}"), _phone),
    (re.compile(rf"{_BEFORE}\(?0\d{{1,4}}\)\s?\d{{1,4}}[- ]?\d{{4}}{_AFTER}"), _phone),
    (re.compile(rf"{_BEFORE}0\d{{1,4}}\(\d{{1,4}}\)\d{{4}}{_AFTER}"), _phone),
    (re.compile(rf"{_BEFORE}0\d{{1,4}}の\d{{1,4}}の\d{{4}}{_AFTER}"), _phone),
    (re.compile(rf"{_BEFORE}0\d{{9,10}}{_AFTER}"), _phone),
    (re.compile(rf"\+81[- ]?\(?0?\)?\d{{1,4}}[- ]?\d{{1,4}}[- ]?\d{{4}}{_AFTER}"), _phone),
]
