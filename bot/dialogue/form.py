"""A handler's slots in conversation: asked in order, filled early when said early, changed by going back."""

from __future__ import annotations

from bot.dialogue.choices import cancel_choice, person_choice
from bot.dialogue.handler import Handler
from bot.dialogue.reply import Ask, Reply, Say
from bot.dialogue.slots import Confirm, Slot
from bot.dialogue.tracker import HandlerEnded, SlotMissed, SlotSet
from bot.dialogue.turn import Turn
from bot.errors import UserError
from bot.messages import Message, Text

CONFIRMED = Confirm("confirmed")  # the yes or no under a summary
MAX_ATTEMPTS = 3


def prefill(handler: Handler, turn: Turn) -> None:
    """Fill slots with what was said before anything was asked."""
    for slot in handler.slots:
        if slot.name not in turn.slots:
            value = slot.prefill(turn)
            if value is not None:
                turn.record(SlotSet(slot.name, value))


def advance(handler: Handler, turn: Turn) -> Reply:
    """Ask for the first empty slot; with all filled show the summary, and with that confirmed finish."""
    for slot in handler.slots:
        if turn.slots.get(slot.name) is None:
            return Ask(slot.name)
    if turn.slots.get(CONFIRMED.name) is None and handler.summary(turn) is not None:
        return Ask(CONFIRMED.name)
    return handler.finish(turn)


def find_slot(handler: Handler, name: str) -> Slot | None:
    """A slot of the handler, or the yes or no under its summary."""
    return CONFIRMED if name == CONFIRMED.name else handler.find_slot(name)


def find_asked_slot(handler: Handler, turn: Turn) -> Slot | None:
    """The slot the active handler waits for."""
    return find_slot(handler, turn.tracker.active.asked) if turn.tracker.active else None


def take_answer(handler: Handler, slot: Slot, turn: Turn) -> Reply | None:
    """Fill the slot from the utterance and go on; None when nothing was recognised."""
    try:
        value = slot.recognise(turn)
    except UserError as error:
        turn.record(SlotMissed(slot.name))
        return Ask(slot.name, (Text(turn.text(error.text_key, **error.values)),))
    if value is None:
        return None
    turn.record(SlotSet(slot.name, value))
    if slot is CONFIRMED and value is False:
        return leave(handler, turn)
    return advance(handler, turn)


def ask_again(slot: Slot, turn: Turn) -> Reply:
    """Ask in other words; after some attempts offer the ways out."""
    turn.record(SlotMissed(slot.name))
    active = turn.tracker.active
    if active is not None and active.attempts >= MAX_ATTEMPTS:
        return Say((turn.say("dialogue.stuck", (person_choice(turn), cancel_choice(turn))),))
    return Ask(slot.name)


def go_back(handler: Handler, turn: Turn) -> Reply:
    """Empty the slot filled last and ask for it again; at the first one leave the service."""
    asked = turn.tracker.active.asked if turn.tracker.active else ""
    names = [slot.name for slot in handler.slots]
    before = names[: names.index(asked)] if asked in names else names
    filled = [name for name in before if turn.slots.get(name) is not None]
    if not filled:
        return leave(handler, turn)
    turn.record(SlotSet(filled[-1], None))
    return Ask(filled[-1])


def leave(handler: Handler, turn: Turn) -> Reply:
    """End without finishing; what was held is given back."""
    handler.release(turn)
    turn.record(HandlerEnded(handler.name, "cancelled"))
    return Say((turn.say("dialogue.cancelled"),))


def prompt(
    handler: Handler, slot_name: str, turn: Turn, said: tuple[Message, ...] = (), lead: str = ""
) -> tuple[Message, ...]:
    """The question for a slot, with its buttons and the way out on the last message; `lead` goes before it."""
    active = turn.tracker.active
    slot = find_slot(handler, slot_name)
    assert slot is not None, f"{handler.name} has no slot {slot_name}"
    buttons = (*slot.buttons(turn, handler.name), cancel_choice(turn))
    if slot is CONFIRMED:
        summary = handler.summary(turn)  # shown each time, also after a question in between
        shown = () if summary is None else (summary,)
        return (*said, *shown, Text(lead + turn.text("dialogue.is_that_right"), buttons))
    again = "_again" if active is not None and active.attempts else ""
    return (*said, Text(lead + turn.text(f"{handler.name}.ask_{slot.name}{again}"), buttons))
