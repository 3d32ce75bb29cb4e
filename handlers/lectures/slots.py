"""What is asked before one applies: which lecture, in which hall, for how many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.clock import TOKYO
from bot.dialogue.slots import Integer, Slot
from bot.dialogue.turn import Turn
from bot.errors import UserError
from bot.messages import Choice as Button
from handlers.lectures.service.catalogue import Offer, Place, find_offer, list_open
from handlers.lectures.service.searching import find_fitting, names_any
from handlers.lectures.service.sheet import WORDS
from handlers.lectures.wishes import read_wish
from handlers.lectures.words import say_place, say_title

MOST_PERSONS = 6
MOST_BUTTONS = 10
LONGEST_TITLE = 13  # beside the day, on a button


def find_chosen(turn: Turn) -> Offer | None:
    """The lecture that was chosen, as long as it is there."""
    chosen = turn.slots.get("lecture")
    return find_offer(turn.session, int(chosen)) if chosen else None


def find_place(turn: Turn) -> Place | None:
    offer, hall = find_chosen(turn), turn.slots.get("hall")
    if offer is None:
        return None
    return offer.find_place(int(hall)) if hall else offer.places[0] if len(offer.places) == 1 else None


def read_id(said: str) -> int:
    """What a button names; 0 for what is none of ours."""
    return int(said) if said.isascii() and said.isdigit() and len(said) <= 9 else 0


@dataclass(frozen=True)
class LectureSlot(Slot):
    """One of those that are open; by its name, its place, its day, or what it is for."""

    def holds(self, value: str, turn: Turn) -> bool:
        offer = find_offer(turn.session, read_id(value))
        return offer is not None and offer.is_open(turn.now)

    def list_candidates(self, turn: Turn) -> tuple[str, ...]:
        if not turn.utterance:
            return ()
        offers, wish = list_open(turn.session, turn.now), read_wish(turn)
        if wish.is_empty and not names_any(offers, wish.text):
            return ()
        found = find_fitting(offers, wish)
        return tuple(str(one.id) for one in found) if len(found) <= MOST_BUTTONS else ()

    def recognise(self, turn: Turn) -> str | None:
        pressed = turn.postback_params.get(self.name, "")
        if pressed and not self.holds(pressed, turn):
            raise UserError("lectures.gone")
        return pressed or self.prefill(turn)

    def say(self, value: str, turn: Turn) -> str:
        offer = find_offer(turn.session, read_id(value))
        return _label(turn, offer) if offer else value

    def buttons(self, turn: Turn, room: str) -> tuple[Button, ...]:
        offers = list_open(turn.session, turn.now)[:MOST_BUTTONS]
        return tuple(self._button(room, _label(turn, one), one.id) for one in offers)

    def ask_back(self, among: Sequence[Any], turn: Turn) -> tuple[str, tuple[Button, ...]]:
        buttons = tuple(self._button(turn.room, self.say(value, turn), value) for value in among)
        return turn.text("lectures.which_lecture"), buttons


@dataclass(frozen=True)
class HallSlot(Slot):
    """Where, of a lecture that is held in several places."""

    def applies(self, turn: Turn) -> bool:
        offer = find_chosen(turn)
        return offer is None or len(offer.places) > 1

    def holds(self, value: str, turn: Turn) -> bool:
        offer = find_chosen(turn)
        return offer is None or offer.find_place(read_id(value)) is not None

    def list_candidates(self, turn: Turn) -> tuple[str, ...]:
        offer = find_chosen(turn)
        if offer is None or not turn.utterance:
            return ()
        wish = read_wish(turn)
        named = [one for one in offer.places if one.hall.name in wish.text]
        online = [one for one in offer.places if one.hall.is_online == wish.only_online]
        found = named or (online if wish.only_online or wish.only_halls else [])
        return tuple(str(one.hall.id) for one in found)

    def recognise(self, turn: Turn) -> str | None:
        pressed = turn.postback_params.get(self.name, "")
        return pressed if pressed and self.holds(pressed, turn) else self.prefill(turn)

    def say(self, value: str, turn: Turn) -> str:
        offer = find_chosen(turn)
        place = offer.find_place(read_id(value)) if offer else None
        return say_place(turn, place) if place else value

    def buttons(self, turn: Turn, room: str) -> tuple[Button, ...]:
        offer = find_chosen(turn)
        places = offer.places if offer else ()
        return tuple(self._button(room, say_place(turn, one), one.hall.id) for one in places)


@dataclass(frozen=True)
class PersonsSlot(Integer):
    """How many come together."""

    def buttons(self, turn: Turn, room: str) -> tuple[Button, ...]:
        return tuple(self._button(room, self.say(count, turn), count) for count in (1, 2, 3))

    def say(self, value: int, turn: Turn) -> str:
        return turn.text("lectures.persons", count=value)


def _label(turn: Turn, offer: Offer) -> str:
    title = say_title(turn, offer.lecture)
    short = title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1]}…"
    local = offer.starts_at.astimezone(TOKYO)
    return f"{short} {local.month}/{local.day}"


SLOTS = (
    LectureSlot("lecture"),
    HallSlot("hall"),
    PersonsSlot("persons", maximum=MOST_PERSONS, units=tuple(WORDS["person_units"])),
)
