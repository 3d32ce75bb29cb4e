"""What is asked for a nursery: the age class; the district is taken when it is said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from bot.dialogue.slots import Option, Slot, find_named
from bot.dialogue.turn import Turn
from bot.messages import Choice as Button
from handlers.child_care.models import Kind
from handlers.child_care.said_ages import read_ages
from handlers.child_care.service.rows import AGE_CLASSES
from handlers.child_care.service.searching import list_districts
from handlers.child_care.service.sheet import WORDS
from handlers.child_care.words import say_class

KINDS = {
    "nursery_search": Kind.NURSERIES,
    "clinic_search": Kind.CLINICS,
    "child_hours": Kind.HOURS,
    "child_events": Kind.EVENTS,
}


@dataclass(frozen=True)
class KindSlot(Option):
    """What the sentence is about."""

    def list_candidates(self, turn: Turn) -> tuple[str, ...]:
        found = KINDS.get(turn.interpretation.intent.name)
        return (found,) if found else super().list_candidates(turn)


@dataclass(frozen=True)
class AgeSlot(Slot):
    """The class of the age that is said; a child of so many months is in the class of its whole years."""

    def applies(self, turn: Turn) -> bool:
        return turn.slots.get("kind") == Kind.NURSERIES

    def list_candidates(self, turn: Turn) -> tuple[str, ...]:
        ages = read_ages(turn)
        if ages is None:
            return ()
        return tuple(one for one in AGE_CLASSES if ages[0] // 12 <= int(one) <= ages[1] // 12)

    def recognise(self, turn: Turn) -> str | None:
        said = turn.postback_params.get(self.name) or turn.utterance.strip()
        return said if said in AGE_CLASSES else self.prefill(turn)

    def say(self, value: str, turn: Turn) -> str:
        return say_class(turn, value)

    def buttons(self, turn: Turn, room: str) -> tuple[Button, ...]:
        return tuple(self._button(room, turn.text(f"{room}.age_button", age=one), one) for one in AGE_CLASSES)


@dataclass(frozen=True)
class DistrictSlot(Slot):
    """One of those that have nurseries, by its name."""

    is_asked: ClassVar[bool] = False

    def list_candidates(self, turn: Turn) -> tuple[str, ...]:
        found = find_named({one: _list_names(one) for one in list_districts(turn.session)}, turn.wanted)
        return (found,) if found else ()


def _list_names(district: str) -> tuple[str, ...]:
    """With and without 地区, and 東 for 東部."""
    short = district.removesuffix(WORDS["district"])
    return tuple(dict.fromkeys((district, short, f"{short.removesuffix(WORDS['part'])}{WORDS['district']}")))
