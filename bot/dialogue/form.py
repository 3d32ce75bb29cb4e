"""A handler's slots in conversation: asked in order, filled early when said early, changed at any time."""

from __future__ import annotations

from dataclasses import dataclass

from bot.dialogue.acting import name_line
from bot.dialogue.choices import cancel_choice, person_choice
from bot.dialogue.filling import Said, read_slots
from bot.dialogue.handler import Handler
from bot.dialogue.reply import Ask, Reply, Say
from bot.dialogue.slots import Confirm, Slot, Words, find_named
from bot.dialogue.tracker import HandlerEnded, SlotMissed, SlotNarrowed, SlotSet
from bot.dialogue.turn import Turn
from bot.errors import UserError
from bot.messages import Choice, Message, Text

MAX_ATTEMPTS = 3


@dataclass(frozen=True)
class _WhichSlot(Slot):
    """Which of the filled slots is to be changed; its value is the slot's name."""

    def recognise(self, turn: Turn) -> str | None:
        handler = turn.house.registry.get(turn.room)
        return find_named({slot.name: slot.names(turn) for slot in list_filled(handler, turn)}, turn.wanted)

    def buttons(self, turn: Turn, room: str) -> tuple[Choice, ...]:
        return tuple(
            Choice(slot.names(turn)[0], postback=f"{room}.change?slot={slot.name}")
            for slot in list_filled(turn.house.registry.get(room), turn)
        )


CONFIRMED = Confirm("confirmed")  # the yes or no under a summary
CHANGED = _WhichSlot("changed")
QUESTIONS = {CONFIRMED.name: "dialogue.is_that_right", CHANGED.name: "dialogue.which_to_change"}


def prefill(handler: Handler, turn: Turn) -> None:
    """Fill empty slots with what is said for them, whether it was asked or not."""
    said = read_slots(handler, turn)
    fill(turn, said.leave_out([slot.name for slot in handler.slots if turn.slots.get(slot.name) is not None]))


def fill(turn: Turn, said: Said) -> None:
    """Take what was said, whatever the slots held."""
    for name, value in said.values.items():
        turn.record(SlotSet(name, value))
    for name, values in said.among.items():
        turn.record(SlotNarrowed(name, values))


def list_filled(handler: Handler, turn: Turn) -> list[Slot]:
    """The slots that apply and have a value, in their order."""
    return [slot for slot in handler.slots if turn.slots.get(slot.name) is not None and slot.applies(turn)]


def advance(handler: Handler, turn: Turn) -> Reply:
    """Ask for the first slot that applies and has no value that holds; then show the summary; then finish."""
    for slot in handler.slots:
        if slot.is_asked and slot.applies(turn) and not _is_settled(slot, turn):
            return Ask(slot.name)
    if turn.slots.get(CONFIRMED.name) is None and handler.summary(turn) is not None:
        return Ask(CONFIRMED.name)
    return handler.finish(turn)


def _is_settled(slot: Slot, turn: Turn) -> bool:
    value = turn.slots.get(slot.name)
    return value is not None and slot.holds(value, turn)


def find_slot(handler: Handler, name: str) -> Slot | None:
    """A slot of the handler, or one of the questions that every service has."""
    own = {CONFIRMED.name: CONFIRMED, CHANGED.name: CHANGED}
    return own.get(name) or handler.find_slot(name)


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
        return _ask_back(slot, turn)
    if slot is CHANGED:
        return reopen(value, turn)
    if slot is CONFIRMED and value is False:
        return ask_what_to_change(handler, turn)
    turn.record(SlotSet(slot.name, value))
    if not isinstance(slot, Words):
        prefill(handler, turn)
    return advance(handler, turn)


def ask_what_to_change(handler: Handler, turn: Turn) -> Reply:
    """Which slot? Where there is none, the citizen leaves."""
    return Ask(CHANGED.name) if list_filled(handler, turn) else leave(handler, turn)


def reopen(name: str, turn: Turn) -> Reply:
    """Empty a slot and ask for it; the others keep what they hold."""
    turn.record(SlotSet(name, None))
    return Ask(name)


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
    if asked == CHANGED.name:
        return advance(handler, turn)
    names = [slot.name for slot in handler.slots if slot.applies(turn)]
    before = names[: names.index(asked)] if asked in names else names
    filled = [name for name in before if turn.slots.get(name) is not None]
    return reopen(filled[-1], turn) if filled else leave(handler, turn)


def leave(handler: Handler, turn: Turn) -> Reply:
    """End without finishing; what was held is given back."""
    handler.release(turn)
    turn.record(HandlerEnded(handler.name, "cancelled"))
    return Say((turn.say("dialogue.cancelled"),))


def prompt(
    handler: Handler, slot_name: str, turn: Turn, said: tuple[Message, ...] = (), lead: str = ""
) -> tuple[Message, ...]:
    """The question for a slot, with its buttons and the way out on the last message; `lead` goes before it."""
    slot = find_slot(handler, slot_name)
    assert slot is not None, f"{handler.name} has no slot {slot_name}"
    words, buttons = _word(handler, slot, turn)
    question = Text(lead + name_line(handler, turn) + words, (*buttons, cancel_choice(turn)))
    # A summary is shown each time, also after a question in between.
    summary = handler.summary(turn) if slot is CONFIRMED else None
    return (*said, question) if summary is None else (*said, summary, question)


def _word(handler: Handler, slot: Slot, turn: Turn) -> tuple[str, tuple[Choice, ...]]:
    if among := turn.among.get(slot.name):
        return slot.ask_back(among, turn)
    again = "_again" if turn.tracker.active and turn.tracker.active.attempts else ""
    key = QUESTIONS.get(slot.name, f"{handler.name}.ask_{slot.name}{again}")
    return slot.ask(key, turn, handler.name)


def _ask_back(slot: Slot, turn: Turn) -> Reply | None:
    """Which of several is meant; None where nothing, or nothing new, was said."""
    among = list(slot.list_candidates(turn))
    if not among or among == list(turn.among.get(slot.name, ())):
        return None
    turn.record(SlotNarrowed(slot.name, among))
    return Ask(slot.name)
