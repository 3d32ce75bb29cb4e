"""What was masked in a message: said once in the answer, with the place where such things are entered."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce

from bot.dialogue.reply import Reply, Say
from bot.dialogue.turn import Turn
from bot.dialogue.wishes import MOST_BUBBLES, put_before
from bot.messages import Card, Message, Text
from nlu.masking import Kind, is_all_masked

BY_FORM = (Kind.PHONE, Kind.MAIL)  # what the form to staff asks for; the others are asked for only where needed


def only_masked(turn: Turn) -> Reply | None:
    """A rule of the policy: where nothing was said beside what was masked, that alone is answered."""
    if not turn.inbound.masked or not is_all_masked(turn.inbound.text):
        return None
    turn.room = ""  # it is nobody's answer, so an open question is put again
    return Say(())


def tell_masked(turn: Turn, said: tuple[Message, ...]) -> tuple[Message, ...]:
    """The answer with the word before it, in an emergency behind it.

    An operator's silence is broken for it, as they would wait for what never comes; that of a flood is not.
    """
    if not turn.inbound.masked or turn.tracker.is_flooding:
        return said
    names = (turn.text(f"dialogue.masked_{kind}") for kind in turn.inbound.masked)
    what = reduce(lambda first, second: turn.text("dialogue.masked_both", first=first, second=second), names)
    by_form = any(kind in BY_FORM for kind in turn.inbound.masked)
    words = turn.text("dialogue.masked_by_form" if by_form else "dialogue.masked_alone", what=what)
    if said and turn.interpretation.intent.name == "emergency":
        return (*said, Text(words))
    if len(said) == MOST_BUBBLES and isinstance(said[0], Card):
        return (replace(said[0], text=f"{words}\n{said[0].text}".rstrip()), *said[1:])
    return put_before(words, said, MOST_BUBBLES + 1)
