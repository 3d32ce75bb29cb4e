"""Several wishes in one message: the first is seen to, the others wait their turn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.dialogue.filling import Said, read_slots
from bot.dialogue.handler import Handler
from bot.dialogue.reply import GoTo
from bot.dialogue.slots import Option
from bot.dialogue.tracker import HandedBack, HandlerEnded, Wish, WishEnded, WishesOffered, WishNoted
from bot.dialogue.turn import Turn
from bot.messages import Choice, Message, Text
from nlu.changes import Change, tell_change
from nlu.interpretation import Interpretation
from nlu.interpreter import CLEAR_MARGIN, CONFIDENT
from nlu.normalize import normalize
from nlu.parts import is_question, is_wish

MOST = 3  # wishes kept of one message
MOST_BUBBLES = 3  # in one turn
ANSWERS_QUESTIONS = "faq"


@dataclass(frozen=True)
class Wanted:
    """A service asked for in one part of an utterance, and what is said for it."""

    handler: Handler
    part: Interpretation
    said: Said
    title: str = ""  # where another wish is of the same service

    @property
    def start(self) -> GoTo:
        return GoTo(self.handler.name, self.said.values, self.said.among)


@dataclass(frozen=True)
class Heard:
    """The parts of an utterance: what services are wanted, in order, and all else (questions, answers, stories)."""

    wanted: tuple[Wanted, ...] = ()
    others: tuple[Interpretation, ...] = ()


def hear(turn: Turn, room: str = "", slots: Mapping[str, Any] | None = None) -> Heard:
    """Sort the parts. With a `room` open and its `slots`, what adds to them or changes them is no new wish."""
    wanted: list[Wanted] = []
    others: list[Interpretation] = []
    for part in turn.interpretation.parts:
        handler = _find_service(part, turn)
        if handler is None:
            if not _adds_to_last(wanted, part, turn) and (part.meant or not part.denied):
                others.append(part)
        elif not handler.is_courtesy:
            new = Wanted(handler, part, read_slots(handler, turn.aside(part, handler.name)))
            if handler.name == room and _is_of_open(new, slots or {}, turn):
                others.append(part)
            elif not _merge(wanted, new):
                wanted.append(new)
    rooms = Counter(wish.handler.name for wish in wanted)
    return Heard(
        tuple(_entitle(wish, turn) if rooms[wish.handler.name] > 1 else wish for wish in wanted), tuple(others)
    )


def _entitle(wish: Wanted, turn: Turn) -> Wanted:
    """「写しの申し込み（住民票）」 when there is another one."""
    own, values = turn.aside(wish.part, wish.handler.name), wish.said.values
    chosen = [slot for slot in wish.handler.slots if isinstance(slot, Option) and slot.name in values]
    if not chosen:
        return wish
    value = chosen[0].say(values[chosen[0].name], own)
    return replace(wish, title=turn.text("dialogue.title_with", title=own.text("title"), value=value))


def note(turn: Turn, wanted: Iterable[Wanted]) -> None:
    """Let them wait, in order."""
    for wish in wanted:
        turn.record(WishNoted(wish.handler.name, wish.said.values, wish.said.among))


def say_titles(turn: Turn, wanted: Sequence[Wanted]) -> str:
    """The services' names, to stand between quotation marks."""
    return turn.text("dialogue.title_joint").join(
        wish.title or turn.text(f"{wish.handler.name}.title") for wish in wanted
    )


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
    asks = _was_left(turn) and not wish.is_offered and len(said) < MOST_BUBBLES
    turn.record(WishesOffered())
    if asks or not said:
        choices = (
            Choice(turn.text("dialogue.yes"), postback="dialogue.next"),
            Choice(turn.text("dialogue.no"), postback="dialogue.drop"),
        )
        return (*said, turn.say("dialogue.offer_wish", choices, title=title))
    button = Choice(title, postback="dialogue.next")
    return (*said[:-1], replace(said[-1], choices=(button, *said[-1].choices)))


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


def _find_service(part: Interpretation, turn: Turn) -> Handler | None:
    """The service that the part surely asks for; a question is one for the knowledge."""
    registry = turn.house.registry
    named = (handler for handler in registry if part.text == normalize(turn.text(f"{handler.name}.title")))
    if (titled := next(named, None)) is not None:
        return titled
    handler = registry.find_for_intent(part.intent.name)
    if handler is None or handler.name == ANSWERS_QUESTIONS or part.intent.confidence < CONFIDENT:
        return None
    rivals = [one.confidence for one in part.ranking if registry.find_for_intent(one.name) not in (None, handler)]
    is_clear = not rivals or part.intent.confidence - rivals[0] >= CLEAR_MARGIN
    return handler if is_clear and (part.engine == "keyword" or is_wish(part.wanted)) else None


def _is_of_open(new: Wanted, slots: Mapping[str, Any], turn: Turn) -> bool:
    is_change = tell_change(new.part.text) in (Change.HINTED, Change.EXPLICIT)
    return is_change or len(turn.interpretation.parts) == 1 or not new.said.differs_from(slots)


def _merge(wanted: list[Wanted], new: Wanted) -> bool:
    """Whether the same is meant as before, with more said of it."""
    for place, old in enumerate(wanted):
        if old.handler is new.handler and not new.said.differs_from(old.said.values):
            wanted[place] = _join(old, new.said)
            return True
    return False


def _adds_to_last(wanted: list[Wanted], part: Interpretation, turn: Turn) -> bool:
    """「住民票がほしい。2通お願いします」: the second part says more of the first."""
    if not wanted or is_question(part.text):
        return False
    more = read_slots(wanted[-1].handler, turn.aside(part, wanted[-1].handler.name))
    if not more or more.differs_from(wanted[-1].said.values):
        return False
    wanted[-1] = _join(wanted[-1], more)
    return True


def _join(wish: Wanted, more: Said) -> Wanted:
    values = {**more.values, **wish.said.values}
    among = {name: found for name, found in {**wish.said.among, **more.among}.items() if name not in values}
    return replace(wish, said=Said(values, among))


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
