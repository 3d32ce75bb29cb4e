"""What a citizen changes in the middle of a service: 「やっぱり3通で」「名前まちがえた」."""

from __future__ import annotations

from dataclasses import replace

from bot.dialogue import form
from bot.dialogue.filling import Said, read_slots
from bot.dialogue.handler import Handler
from bot.dialogue.reply import Ask, Reply
from bot.dialogue.slots import Integer, Slot, Words, find_named
from bot.dialogue.tracker import SlotNarrowed
from bot.dialogue.turn import Turn
from bot.errors import UserError
from bot.messages import Text
from nlu.changes import Change, says_no_more, tell_change

ELSEWHERE = 0.85  # an intent this sure of another service is no change of this one


def find_change(handler: Handler, asked: Slot, turn: Turn, *, is_expected: bool) -> Reply | None:
    """The reply to a change of a slot that was filled before; None when there is none.

    Where the asked slot can take it, only words that say so make it a change; `is_expected` says that it can't.
    """
    kind = tell_change(turn.utterance) if turn.utterance else Change.ASKED_ABOUT
    if kind is Change.ASKED_ABOUT or (kind is Change.NONE and not is_expected):
        return None
    named = handler.find_slot(find_named({slot.name: slot.names(turn) for slot in handler.slots}, turn.wanted) or "")
    try:
        said = _read(handler, named, turn)
    except UserError as error:
        return Ask(asked.name, (Text(turn.text(error.text_key, **error.values)),))
    if not _is_about_slots(handler, named, said, kind, turn):
        return None
    if said and (named is None or named.name in (*said.values, *said.among)):
        return _take(handler, named, said, turn)
    if kind is Change.EXPLICIT or (kind is Change.HINTED and isinstance(named, Words)):
        return form.reopen(named.name, turn) if named else _ask_which(handler, turn)
    return None


def _read(handler: Handler, named: Slot | None, turn: Turn) -> Said:
    """What is said of any slot; of the named one, or the one number, also what says nothing by itself (通数、3に)."""
    said = read_slots(handler, turn)
    numbers = [slot for slot in form.list_filled(handler, turn) if isinstance(slot, Integer)]
    meant = named or (numbers[0] if len(numbers) == 1 and not said else None)
    picked = meant.pick(turn) if meant else None
    return Said({**said.values, meant.name: picked}, said.among) if meant and picked is not None else said


def _is_about_slots(handler: Handler, named: Slot | None, said: Said, kind: Change, turn: Turn) -> bool:
    known = [entity.text for entity in turn.interpretation.entities]
    known += named.names(turn) if named else ()
    known += [slot.say(said.values[slot.name], turn) for slot in handler.slots if slot.name in said.values]
    if says_no_more(turn.wanted, known):
        return True
    meant = turn.interpretation.intent
    other = turn.house.registry.find_for_intent(meant.name)
    is_elsewhere = other is not None and other.name != handler.name and meant.confidence >= ELSEWHERE
    return kind is not Change.NONE and not is_elsewhere and bool(named or said)


def _take(handler: Handler, named: Slot | None, said: Said, turn: Turn) -> Reply | None:
    """Fill in what was said, if it changes something or names its slot, and go on where it was."""
    changed = [slot for slot in form.list_filled(handler, turn) if _is_new(slot, said, turn)]
    if not changed and (named is None or turn.slots.get(named.name) is not None):
        return None
    for slot in changed:
        if slot.name in said.among:  # which of several is asked first
            reply = form.reopen(slot.name, turn)
            turn.record(SlotNarrowed(slot.name, said.among[slot.name]))
            return reply
    form.fill(turn, said)
    told = [
        turn.text("dialogue.changed", name=slot.names(turn)[0], value=slot.say(said.values[slot.name], turn))
        for slot in changed
    ]
    reply = form.advance(handler, turn)
    if not told or not isinstance(reply, Ask):
        return reply
    return replace(reply, messages=(Text("\n".join(told)), *reply.messages))


def _is_new(slot: Slot, said: Said, turn: Turn) -> bool:
    return slot.name in said.among or said.values.get(slot.name, turn.slots[slot.name]) != turn.slots[slot.name]


def _ask_which(handler: Handler, turn: Turn) -> Reply | None:
    filled = form.list_filled(handler, turn)
    if len(filled) == 1:
        return form.reopen(filled[0].name, turn)
    return form.ask_what_to_change(handler, turn) if filled else None
