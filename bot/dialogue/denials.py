"""What a citizen does not want: a service that is open, one that waits, or nothing at all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.dialogue import form, wishes
from bot.dialogue.choices import help_choice
from bot.dialogue.filling import read_slots
from bot.dialogue.handler import Handler
from bot.dialogue.reply import Reply, Say
from bot.dialogue.slots import LEAVE, Confirm, Words
from bot.dialogue.turn import Turn
from nlu.interpretation import Interpretation


def drop_denied(turn: Turn) -> list[str]:
    """Let nothing wait that is denied in any part of the utterance; the titles of what waited."""
    found = turn.interpretation
    denied = [one for part in (found, *found.parts) for one in part.denied]
    dropped = [
        wish for wish in turn.tracker.wishes if any(_is_of(one, wish.handler, wish.slots, turn) for one in denied)
    ]
    for wish in dropped:
        wishes.drop(wish, turn)
    return [turn.text(f"{wish.handler}.title") for wish in dropped]


def answer_denial(turn: Turn) -> Reply | None:
    """The reply to an utterance that only denies; None where it says something else, too, or answers a question."""
    titles = drop_denied(turn)
    found = turn.interpretation
    if not found.denied or found.meant:
        return None
    if titles:
        turn.room = ""
        return Say((turn.say("dialogue.wish_dropped", title=turn.text("dialogue.title_joint").join(titles)),))
    if turn.tracker.active is not None:
        return _in_form(turn)
    if _denies_leaving(found):
        return Say((turn.say("dialogue.nothing_open", (help_choice(turn),)),))
    if (taken := _take_back(turn)) is not None:
        return taken
    return Say((turn.say("dialogue.not_wanted", (help_choice(turn),)),)) if _is_known(turn) else None


def _take_back(turn: Turn) -> Reply | None:
    """By the first service for which something stood."""
    room = turn.room
    for denied in turn.interpretation.denied:
        if (handler := _find(denied, turn)) is None:
            continue
        turn.room = handler.name
        if (taken := handler.take_denial(turn, denied)) is not None:
            return taken
    turn.room = room
    return None


def _in_form(turn: Turn) -> Reply | None:
    assert turn.tracker.active is not None
    handler = turn.house.registry.get(turn.tracker.active.handler)
    slot = form.find_asked_slot(handler, turn)
    if isinstance(slot, Words):
        return None
    if _denies_leaving(turn.interpretation):
        turn.room = ""  # so that the open question comes again
        return Say((turn.say("dialogue.kept"),))
    if isinstance(slot, Confirm) or not any(
        _is_of(one, handler.name, turn.slots, turn) for one in turn.interpretation.denied
    ):
        return None
    turn.room = handler.name
    return form.leave(handler, turn)


def _is_of(denied: Interpretation, room: str, slots: Mapping[str, Any], turn: Turn) -> bool:
    """Whether it is this service that is denied, and not another thing it could do."""
    handler = _find(denied, turn)
    if handler is None or handler.name != room:
        return False
    said = read_slots(handler, turn.aside(denied, room))
    return all(slots.get(name) == value for name, value in said.values.items())


def _denies_leaving(found: Interpretation) -> bool:
    return any(one.intent.name in LEAVE for one in found.denied)


def _is_known(turn: Turn) -> bool:
    """Whether what is denied is something that can be wished for here."""
    return any(_find(one, turn) is not None for one in turn.interpretation.denied)


def _find(denied: Interpretation, turn: Turn) -> Handler | None:
    """The service that is denied, sure or not: there is nothing to be started by mistake."""
    return turn.house.registry.find_for_intent(denied.intent.name)
