"""Floods: more messages from one citizen than anybody could mean. Pure; over what was heard, oldest first.

The times are those of sending, so a worker that is late makes nobody's messages a flood.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.dialogue.tracker import UserUttered

WINDOW_SECONDS = 60.0
MANY = 20  # who reads the answers sends five to ten a minute, pressed buttons counted
SAME = 5  # sent twice by mistake, three times in need; five times it brings nobody a better answer
FEW = 3  # a message every twenty seconds: who writes no faster is answered again
KEPT = MANY + 1  # of what was heard


def is_flood(heard: Sequence[UserUttered]) -> bool:
    """Whether the last minute holds too many messages, or ends with one text over and over."""
    recent = _find_recent(heard)
    texts = [one.utterance for one in recent[-SAME:] if one.kind == "text"]
    return len(recent) > MANY or (len(texts) == SAME and len(set(texts)) == 1)


def is_calm(heard: Sequence[UserUttered]) -> bool:
    """Whether a flood is over."""
    return len(_find_recent(heard)) <= FEW


def _find_recent(heard: Sequence[UserUttered]) -> list[UserUttered]:
    return [one for one in heard if one.at > heard[-1].at - WINDOW_SECONDS]
