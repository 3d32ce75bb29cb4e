"""The present that what was said counts from."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from nlu.entities.spans import Rule, Value
from nlu.entities.tense import Tense, tell_tense


@dataclass(frozen=True)
class Now:
    """`clock` is None when only the day is known: then nothing is told that counts from the hour."""

    today: date
    clock: datetime | None = None
    tense: Tense = Tense.UNKNOWN


Builder = Callable[["re.Match[str]", Now], Value | None]
TimeRule = tuple[re.Pattern[str], Builder]


def to_now(moment: date) -> Now:
    """A date, or a datetime in Tokyo's time."""
    return Now(moment.date(), moment) if isinstance(moment, datetime) else Now(moment)


def compile_rules(*rules: tuple[str, Builder]) -> list[TimeRule]:
    """Patterns of which the earlier wins where two find the same words."""
    return [(re.compile(pattern, re.IGNORECASE), build) for pattern, build in rules]


def bind(rules: list[TimeRule], now: Now) -> list[Rule]:
    """The rules for one present; each match is built with the tense in which it is said."""
    return [(pattern, _bound(build, now)) for pattern, build in rules]


def _bound(build: Builder, now: Now) -> Callable[[re.Match[str]], Value | None]:
    return lambda match: build(match, replace(now, tense=tell_tense(match.string, match.start(), match.end())))
