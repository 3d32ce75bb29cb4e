"""Days as health systems write them: western or by era, with signs between or without."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from pathlib import Path
from typing import Any

from bot.forms.dates import ERAS
from bot.yaml_files import parse_yaml

_WORDS: dict[str, Any] = parse_yaml(Path(__file__).with_name("days.yml").read_text("utf-8"))
_BY_SIGN = {sign: era for era in ERAS for sign in _WORDS["eras"][era.name]}
_UNITS: dict[str, str] = _WORDS["units"]
_PARTED = re.compile(r"(?P<era>[^\d]*?)\s*(?P<year>\d{1,4})-\s*(?P<month>\d{1,2})-\s*(?P<day>\d{1,2})-?")
_TOGETHER = re.compile(r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)")
_ERA_TOGETHER = re.compile(r"(?P<era>[a-z1-5])(?P<year>\d\d)(?P<month>\d\d)(?P<day>\d\d)")


def parse_day(written: str) -> date | None:
    """`2024-04-01`, `20240401`, an era's name or letter before year, month and day; None for anything else."""
    text = unicodedata.normalize("NFKC", written).strip().casefold()
    text = text.split("t")[0] if re.match(r"\d{4}-\d\d-\d\dt", text) else text.removesuffix(" 0:00:00")
    for unit, sign in _UNITS.items():
        text = text.replace(unit, sign)
    for pattern in (_PARTED, _TOGETHER, _ERA_TOGETHER):
        if (found := pattern.fullmatch(text)) is not None:
            return _make(found.groupdict())
    return None


def _make(parts: dict[str, str]) -> date | None:
    sign, year = (parts.get("era") or "").strip(), int(parts["year"])
    era = _BY_SIGN.get(sign)
    if sign and era is None:
        return None
    if era is None and year < 1000:
        return None
    try:
        day = date(year + (era.first.year - 1 if era else 0), int(parts["month"]), int(parts["day"]))
    except ValueError:
        return None
    return day if era is None or era.has(day) else None
