"""After a danger: whoever told of one hears neither small talk nor that they were not understood."""

from __future__ import annotations

from bot.dialogue.reply import Reply
from bot.dialogue.tracker import UserUttered
from bot.dialogue.turn import Turn
from bot.messages import InboundKind
from nlu.interpreter import CONFIDENT

MORE = ("emergency.more", "emergency.more_child")  # who looks at more numbers is still in danger
ANSWERS = ("affirm", "deny", "cancel", "back")  # mean something only while a question is open


def stay_after_danger(turn: Turn) -> Reply | None:
    """The word for somebody who was in danger a moment ago; None where nothing of it is left."""
    return turn.house.registry.get("emergency").act("stay", turn) if _is_left(turn) else None


def courtesy_after_danger(turn: Turn) -> Reply | None:
    """A rule: thanks, a greeting or a mere yes says nothing to a question that was open before the danger."""
    return stay_after_danger(turn) if turn.utterance and _is_courtesy(turn.tracker.heard[-1], turn) else None


def _is_left(turn: Turn) -> bool:
    """Whether nothing was said since but courtesies and what could not be understood.

    With a question open the latter may have been its answer.
    """
    for one in reversed(turn.tracker.heard[:-1]):
        if one.intent == "emergency" and one.confidence >= CONFIDENT:
            return True
        is_unclear = one.confidence < CONFIDENT or turn.house.registry.find_for_intent(one.intent) is None
        is_unclear = is_unclear and turn.tracker.active is None
        if one.kind == InboundKind.POSTBACK and one.utterance in (turn.text(key) for key in MORE):
            continue
        if one.kind == InboundKind.POSTBACK or not (is_unclear or _is_courtesy(one, turn)):
            return False
    return False


def _is_courtesy(said: UserUttered, turn: Turn) -> bool:
    handler = turn.house.registry.find_for_intent(said.intent)
    is_one = said.intent in ANSWERS or (handler is not None and handler.is_courtesy)
    return is_one and said.confidence >= CONFIDENT
