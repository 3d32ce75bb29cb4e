"""What the reviewed rules say of words that were written on the page."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.child_consultation.levels import Level
from handlers.child_consultation.service.opening import Judged
from handlers.child_consultation.triage.judging import judge

LEAST = Level.SOON  # who writes to the centre is answered, whatever it is


def judge_words(words: str, earlier: Sequence[str] = ()) -> Judged:
    """How soon somebody must act on them. `earlier` are the last ones before, since a message comes in pieces."""
    verdict = judge(words, earlier=earlier)
    level = Level.highest(LEAST, verdict.level)
    return Judged(level, tuple(map(str, verdict.topics)), verdict.rules, verdict.is_child)
