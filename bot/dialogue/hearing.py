"""What is heard in a message of several parts: the services that are wanted, and all else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.dialogue.filling import Said, read_slots
from bot.dialogue.handler import Handler
from bot.dialogue.reply import GoTo
from bot.dialogue.slots import Option
from bot.dialogue.turn import Turn
from nlu.changes import Change, tell_change
from nlu.interpretation import Interpretation
from nlu.interpreter import CLEAR_MARGIN, CONFIDENT
from nlu.normalize import normalize
from nlu.parts import is_question, is_wish

ANSWERS_QUESTIONS = "faq"
SURE = 0.9  # confidence from which a question is one for a service


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
    for part, handler in zip(turn.interpretation.parts, _list_services(turn), strict=True):
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
    titled = (_entitle(wish, turn) if rooms[wish.handler.name] > 1 else wish for wish in wanted)
    return Heard(tuple(titled), tuple(others))


def _list_services(turn: Turn) -> list[Handler | None]:
    """The service of each part. Beside what is surely wanted a question can ask for one, too (職員と話せますか)."""
    parts = turn.interpretation.parts
    found = [_find_service(part, CONFIDENT, turn) if _has_form(part, turn) else None for part in parts]
    if not any(handler is not None and not handler.is_courtesy for handler in found):
        return found
    return [handler or _find_service(part, SURE, turn) for handler, part in zip(found, parts, strict=True)]


def _entitle(wish: Wanted, turn: Turn) -> Wanted:
    """「写しの申し込み（住民票）」 when there is another one."""
    own, values = turn.aside(wish.part, wish.handler.name), wish.said.values
    chosen = [slot for slot in wish.handler.slots if isinstance(slot, Option) and slot.name in values]
    if not chosen:
        return wish
    value = chosen[0].say(values[chosen[0].name], own)
    return replace(wish, title=turn.text("dialogue.title_with", title=own.text("title"), value=value))


def _has_form(part: Interpretation, turn: Turn) -> bool:
    """Whether it is said as a wish: a keyword, a service's title, or a sentence that asks for something."""
    return part.engine == "keyword" or is_wish(part.wanted) or _find_titled(part, turn) is not None


def _find_titled(part: Interpretation, turn: Turn) -> Handler | None:
    titles = ((handler, normalize(turn.text(f"{handler.name}.title"))) for handler in turn.house.registry)
    return next((handler for handler, title in titles if part.text == title), None)


def _find_service(part: Interpretation, confidence: float, turn: Turn) -> Handler | None:
    """The service that the part asks for, at least so surely; what the knowledge answers is none."""
    registry = turn.house.registry
    handler = registry.find_for_intent(part.intent.name)
    if (titled := _find_titled(part, turn)) is not None:
        return titled
    if handler is None or handler.name == ANSWERS_QUESTIONS or part.intent.confidence < confidence:
        return None
    rivals = [one.confidence for one in part.ranking if registry.find_for_intent(one.name) not in (None, handler)]
    return handler if not rivals or part.intent.confidence - rivals[0] >= CLEAR_MARGIN else None


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
