"""Ages of people: 5歳, 生後6か月, 1歳半, 65歳以上, 60代, はたち."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlu.entities.spans import Rule, Value, apply_rules
from nlu.interpretation import Entity

_SO_MANY_YEARS = r"(?P<years>\d{1,3})(?:歳|才|さい(?!た))"
_YEARS = r"(?<![\d.])" + _SO_MANY_YEARS
_MONTHS = r"(?P<months>\d{1,3})(?:か月|ヶ月|ケ月|カ月|ヵ月|箇月)"
_OLDEST = 130


def find(text: str) -> Iterator[Entity]:
    """Entities `age`."""
    return apply_rules("age", text, _RULES)


def _age(match: re.Match[str]) -> Value | None:
    groups = match.groupdict()
    years, months = int(groups.get("years") or 0), int(groups.get("months") or 0)
    if years > _OLDEST or months > _OLDEST * 12:
        return None
    bound = groups.get("bound")
    if bound:
        return {"from": years} if bound in ("以上", "から", "より上") else {"to": years - (bound == "未満")}
    if groups.get("half"):
        return {"months": years * 12 + 6}
    return {"months": years * 12 + months} if months else {"years": years}


def _range(match: re.Match[str]) -> Value | None:
    first, last = int(match["first"]), int(match["years"])
    return {"from": first, "to": last} if first < last <= _OLDEST else None


_RULES: list[Rule] = [
    (re.compile(_YEARS + r"(?P<half>半)?(?P<bound>以上|以下|未満|まで)?"), _age),
    (re.compile(_YEARS + r"(?:と)?" + _MONTHS), _age),
    (re.compile(r"生後\s?" + _MONTHS), _age),
    (re.compile(r"(?<![\d.])(?P<first>\d{1,3})(?:歳|才|さい)?(?:~|-|から)" + _SO_MANY_YEARS), _range),
    (re.compile(r"(?<!\d)(?P<decade>[1-9])0代(?!目)"), lambda match: _decade(int(match["decade"]))),
    (re.compile(r"はたち"), lambda _match: {"years": 20}),
]  # fmt: skip


def _decade(tens: int) -> Value:
    return {"from": tens * 10, "to": tens * 10 + 9}
