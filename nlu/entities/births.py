"""Dates of birth, told by the words around them."""

from __future__ import annotations

import re

_AFTER = re.compile(r"\s?(?:に\s?)?(?:生まれ(?!る|ます)|うまれ(?!る|ます)|生れ|生(?![活徒命産きまじ物年後涯]))")
_BEFORE = re.compile(r"(?:生年月日|誕生日|たんじょうび|せいねんがっぴ|出生日)(?:は|が|も|:|、|\s)*$")


def is_birth(text: str, start: int, end: int) -> bool:
    """Whether what stands there is said to be when somebody was born."""
    return _AFTER.match(text, end) is not None or _BEFORE.search(text[max(0, start - 12) : start]) is not None
