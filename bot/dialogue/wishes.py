"""Several wishes in one message: the first is seen to, the others wait their turn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.dialogue.hearing import Wanted
from bot.dialogue.reply import GoTo, Reply, Say
from bot.dialogue.tracker import HandedBack, HandlerEnded, Wish, WishEnded, WishesOffered, WishNoted
from bot.dialogue.turn import Turn
from bot.messages import Choice, Message, Text
from nlu.interpreter import CONFIDENT

MOST = 3  # wishes kept of one message
MOST_BUBBLES = 3  # in one turn


def note(turn: Turn, wanted: Iterable[Wanted]) -> None:
    """Let them wait, in order; no more than `MOST`."""
    for wish in wanted:
        if len(turn.tracker.wishes) < MOST:
            turn.record(WishNoted(wish.handler.name, wish.said.values, wish.said.among))


def say_titles(turn: Turn, wanted: Sequence[Wanted]) -> str:
    """The services' names, to stand between quotation marks."""
    return turn.text("dialogue.title_joint").join(
        wish.title or turn.text(f"{wish.handler.name}.title") for wish in wanted
    )


def waiting_wish(turn: Turn) -> Reply | None:
    """The answer to "shall we go on with …?", pressed or said."""
    if not turn.tracker.wishes:
        return None
    wish, found = turn.tracker.wishes[0], turn.interpretation
    is_asked = wish.is_offered and turn.tracker.active is None and not found.denied
    said = found.intent.name if is_asked and found.intent.confidence >= CONFIDENT else ""
    if turn.postback_action == "dialogue.next" or said == "affirm":
        return take(wish, turn)
    if turn.postback_action == "dialogue.drop" or said == "deny":
        drop(wish, turn)
        return Say((turn.say("dialogue.wish_dropped", title=turn.text(f"{wish.handler}.title")),))
    return None


def find_due(turn: Turn) -> Wish | None:
    """The wish that begins now, since nothing is open any more; one that has been offered waits for a word."""
    if turn.tracker.active is not None or not turn.tracker.wishes:
        return None
    wish = turn.tracker.wishes[0]
    if wish.is_offered or (_was_left(turn) and not _is_fresh(turn)):
        return None
    return wish if not turn.tracker.operator_has_it or _is_at_once(wish, turn) else None


def offer_waiting(turn: Turn, said: tuple[Message, ...]) -> tuple[Message, ...]:
    """What was said, with the way to the wish that waits while nothing is open."""
    if turn.tracker.active is not None or not turn.tracker.wishes or turn.tracker.operator_has_it:
        return said
    wish = turn.tracker.wishes[0]
    title = turn.text(f"{wish.handler}.title")
    turn.record(WishesOffered())
    if not said or (_was_left(turn) and len(said) < MOST_BUBBLES):
        choices = (
            Choice(turn.text("dialogue.yes"), postback="dialogue.next"),
            Choice(turn.text("dialogue.no"), postback="dialogue.drop"),
        )
        return (*said, turn.say("dialogue.offer_wish", choices, title=title))
    button = Choice(title, postback="dialogue.next")
    others = (choice for choice in said[-1].choices if choice.label != title)
    return (*said[:-1], replace(said[-1], choices=(button, *others)))


def take(wish: Wish, turn: Turn) -> GoTo:
    """Begin what waited."""
    turn.record(WishEnded(wish.handler, wish.slots))
    return GoTo(wish.handler, wish.slots, wish.among)


def drop(wish: Wish, turn: Turn) -> None:
    """It is not wanted any more."""
    turn.record(WishEnded(wish.handler, wish.slots, "dropped"))


def put_before(
    words: str, said: tuple[Message, ...], room: int = MOST_BUBBLES, *, is_merged: bool = True
) -> tuple[Message, ...]:
    """The words before the messages: in the first one where that is text in the same language, else in a bubble of
    their own, if there is `room` for one more.
    """
    if said and is_merged and isinstance(said[0], Text):
        return (replace(said[0], text=f"{words}\n{said[0].text}"), *said[1:])
    return (Text(words), *said) if len(said) < room else said


def drop_unknown(turn: Turn) -> None:
    """Forget what an earlier version of the program noted and this one doesn't know."""
    for wish in turn.tracker.wishes:
        if turn.house.registry.find(wish.handler) is None:
            drop(wish, turn)


def _was_left(turn: Turn) -> bool:
    """Whether a service was left, or an operator, instead of ending by itself."""
    return any(isinstance(event, HandedBack) or _is_cancel(event) for event in turn.events)


def _is_cancel(event: object) -> bool:
    return isinstance(event, HandlerEnded) and event.how == "cancelled"


def _is_fresh(turn: Turn) -> bool:
    return any(isinstance(event, WishNoted) for event in turn.events)


def _is_at_once(wish: Wish, turn: Turn) -> bool:
    """Whether it asks nothing."""
    handler = turn.house.registry.get(wish.handler)
    return all(slot.name in wish.slots for slot in handler.slots)
