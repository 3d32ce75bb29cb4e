"""Finds every step of every service: a way of presses and words that ends at an open question."""

from __future__ import annotations

from dataclasses import dataclass

from bot.dialogue.form import CONFIRMED
from bot.dialogue.handler import Handler
from bot.dialogue.moments import Day, Moment
from bot.dialogue.slots import Confirm, Integer, Option, Slot, Words
from handlers.card_center.slots import PurposeSlot, TimeSlot
from handlers.certificates.slots import CounterSlot, KindSlot
from handlers.child_care.slots import AgeSlot
from handlers.lectures.slots import HallSlot, LectureSlot
from handlers.outreach.slots import TopicSlot
from handlers.reports.slots import PhotoSlot
from handlers.reports.slots import PlaceSlot as DamagePlaceSlot
from handlers.shelters.slots import PlaceSlot


@dataclass(frozen=True)
class Step:
    """How to get there from nothing: postbacks, and words where a slot has no buttons."""

    room: str
    presses: tuple[str, ...]
    asked: str  # the slot that is open then; empty for a service that asks nothing

    def __str__(self) -> str:
        return f"{self.presses[0]}-{self.asked}" if self.asked else self.presses[0]


def list_steps(handler: Handler) -> list[Step]:
    """The start and each action as they answer, then every slot in order, then the confirmation."""
    entries = [f"{handler.name}.{action}" for action in ("start", *handler.actions)]
    steps = [Step(handler.name, (entry,), "") for entry in entries]
    way: tuple[str, ...] = (f"{handler.name}.start",)
    for slot in _list_asked(handler):
        steps.append(Step(handler.name, way, slot.name))
        way = (*way, answer(handler, slot))
    if type(handler).summary is not Handler.summary and handler.slots:
        steps.append(Step(handler.name, way, CONFIRMED.name))
    return steps


def list_ends(handler: Handler) -> list[Step]:
    """Each form to its very end: everything answered and confirmed."""
    if not handler.slots:
        return []
    way = (f"{handler.name}.start", *(answer(handler, slot) for slot in _list_asked(handler)))
    if type(handler).summary is not Handler.summary:
        way = (*way, answer(handler, CONFIRMED))
    return [Step(handler.name, way, "")]


def _list_asked(handler: Handler) -> list[Slot]:
    """Those that are asked for, whatever was said before."""
    return [slot for slot in handler.slots if slot.is_asked]


def answer(handler: Handler, slot: Slot) -> str:
    """A right answer to the slot's question."""
    match slot:
        case KindSlot():
            return f"{handler.name}.fill?{slot.name}=resident_record"
        case CounterSlot():
            return f"{handler.name}.fill?{slot.name}=north"
        case PurposeSlot():
            return f"{handler.name}.fill?{slot.name}=receipt"
        case TimeSlot():
            return f"{handler.name}.fill?{slot.name}=@1"  # the first of the places that `open_places` makes
        case AgeSlot():
            return f"{handler.name}.fill?{slot.name}=1"
        case LectureSlot() | HallSlot():
            return f"{handler.name}.fill?{slot.name}=1"  # the first that `seed_lectures` makes
        case DamagePlaceSlot():
            return f"{handler.name}.fill?{slot.name}=later"
        case PhotoSlot():
            return f"{handler.name}.fill?{slot.name}=none"
        case TopicSlot():
            return f"{handler.name}.fill?{slot.name}=disaster"
        case PlaceSlot():
            return f"{handler.name}.fill?{slot.name}=area:chuo-1"
        case Option():
            return f"{handler.name}.fill?{slot.name}={slot.options[0]}"
        case Confirm():
            return f"{handler.name}.fill?{slot.name}=yes"
        case Integer():
            return str(slot.minimum)
        case Moment():
            return f"{handler.name}.fill?{slot.name}=2099-03-05T15:00"
        case Day():
            return f"{handler.name}.fill?{slot.name}=2099-03-05"
        case Words():
            return "ひとこと"  # "ことば" is a universal word
    raise AssertionError(f"{handler.name}: no answer is known for the slot {slot.name}, a {type(slot).__name__}")
