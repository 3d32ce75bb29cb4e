"""Whether a date is past or to come, told from the next verb: 「木曜に届いた」, 「木曜に行きたい」."""

from __future__ import annotations

import re
from enum import StrEnum

from nlu.entities.vocabulary import WORDS

_NEAR = 60  # characters in which the verb is looked for
_CLAUSE_ENDS = re.compile(r"[。!?\n]")
_BEFORE = re.compile(r"(?:この前の|この間の|先日の|前の|前回の)$")
_VERB = re.compile(f"(?P<past>{WORDS['past']})|(?P<coming>{WORDS['coming']})")


class Tense(StrEnum):
    UNKNOWN = "unknown"
    PAST = "past"
    COMING = "coming"
    FOLLOWING = "following"  # the next one after another date: 12月1日から7日


def tell_tense(text: str, start: int, end: int) -> Tense:
    """The tense of what stands from `start` to `end`: of the first verb behind it, in the same sentence."""
    if _BEFORE.search(text[max(0, start - 5) : start]):
        return Tense.PAST
    close = _CLAUSE_ENDS.search(text, end, end + _NEAR)
    verb = _VERB.search(text, end, close.start() if close else end + _NEAR)
    if verb is None:
        return Tense.UNKNOWN
    return Tense.PAST if verb["past"] else Tense.COMING
