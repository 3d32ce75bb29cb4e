"""What was masked in a message: said once in the answer, with the place where such things are entered."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce

from bot.dialogue.choices import contact_choice
from bot.dialogue.reply import Reply, Say
from bot.dialogue.turn import Turn
from bot.dialogue.wishes import MOST_BUBBLES, put_before
from bot.messages import Card, Choice, Message, Text
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
    told = _put(words, said)
    return _offer(contact_choice(turn), told) if by_form else told


def _put(words: str, said: tuple[Message, ...]) -> tuple[Message, ...]:
    """In a bubble of its own, where there is room for one more."""
    if len(said) < MOST_BUBBLES:
        return (Text(words), *said)
    if isinstance(said[0], Card):
        return (replace(said[0], text=f"{words}\n{said[0].text}".rstrip()), *said[1:])
    return put_before(words, said, MOST_BUBBLES + 1)


def _offer(choice: Choice, said: tuple[Message, ...]) -> tuple[Message, ...]:
    """The way to the form first among what can be pressed under the last message."""
    *before, last = said
    others = tuple(one for one in last.choices if one.label != choice.label)
    return (*before, replace(last, choices=(choice, *others)))
