"""What the reviewed rules say of words that were written on the page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from importlib import import_module
from typing import Any

from handlers.child_consultation.levels import Level
from handlers.child_consultation.service.opening import Judged

LEAST = Level.SOON  # who writes to the centre is answered, whatever it is


def judge_words(words: str, earlier: Sequence[str] = ()) -> Judged:
    """How soon somebody must act on them. `earlier` are the last ones before, since a message comes in pieces."""
    judge = _find_judge()
    if judge is None:
        return Judged(LEAST)
    verdict = judge(words, earlier=earlier)
    level = Level.highest(LEAST, verdict.level)
    return Judged(level, tuple(map(str, verdict.topics)), tuple(verdict.rules), verdict.is_child)


@cache
def _find_judge() -> Callable[..., Any] | None:
    try:
        found: Callable[..., Any] = import_module("handlers.child_consultation.triage.judging").judge
    except ImportError:
        return None
    return found
