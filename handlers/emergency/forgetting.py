"""What somebody writes who wants to die does not stay: the numbers are answered, the words are emptied."""

from __future__ import annotations

from bot.dialogue.reply import Forgets
from bot.dialogue.tracker import UserUttered
from bot.dialogue.turn import Turn
from bot.messages import InboundKind
from nlu.interpretation import FALLBACK_INTENT
from nlu.interpreter import CONFIDENT

HIDDEN = "emergency.hidden"  # what the desk reads in its place
KIND = "suicide"
TOGETHER = 300  # seconds in which messages belong to one


def forget_wish(turn: Turn) -> Forgets | None:
    """Of a wish to die: this message, and those just before it that asked for nothing."""
    said = (turn.interpretation, *turn.interpretation.parts)
    if not turn.utterance or not any(one.extra.get("danger") == KIND for one in said):
        return None
    return Forgets(_find_first(turn), HIDDEN)


def forget_after_wish(turn: Turn) -> Forgets | None:
    """Of what is said after it, where that is no request."""
    was_wish = any(one.instead == HIDDEN for one in turn.tracker.heard[:-1])
    return Forgets(turn.tracker.heard[-1].at, HIDDEN) if turn.utterance and was_wish else None


def _find_first(turn: Turn) -> float:
    now = turn.tracker.heard[-1]
    first = now.at
    for one in reversed(turn.tracker.heard[:-1]):
        if one.at < now.at - TOGETHER or not _is_of_it(one):
            break
        first = one.at
    return first


def _is_of_it(one: UserUttered) -> bool:
    is_open = one.confidence < CONFIDENT or one.intent in ("emergency", FALLBACK_INTENT)
    return one.kind == InboundKind.TEXT and is_open
