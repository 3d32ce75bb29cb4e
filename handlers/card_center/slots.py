"""What is asked before a time is reserved: what for, and which time. Place and persons are taken when they are said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import ClassVar

from bot.clock import TOKYO
from bot.dialogue.moments import Moment
from bot.dialogue.slots import NAMES_BETWEEN, Integer, Slot, find_named
from bot.dialogue.turn import Turn
from bot.errors import UserError
from bot.messages import Asks
from bot.messages import Choice as Button
from bot.service_facts import words_in
from handlers.card_center import choosing
from handlers.card_center.crowd import asks_how_full, list_crowd
from handlers.card_center.offers import ask_for_time, read_time_id
from handlers.card_center.service.catalogue import SERVICE, find_catalogue
from handlers.card_center.windows import drop_own
from nlu.narrowing import Reading, read
from nlu.unclear import list_unclear
from nlu.when import list_readings

PICKED = f"{SERVICE}.pick"  # on the page of times; it is read back


def is_changing(turn: Turn) -> bool:
    """Whether a reservation is being moved or cancelled, of which all but the time is known."""
    return bool(turn.slots.get("moving") or turn.slots.get("ending"))


@dataclass(frozen=True)
class PurposeSlot(Slot):
    """What somebody comes for, by the words of the city's catalogue."""

    def applies(self, turn: Turn) -> bool:
        return not is_changing(turn)

    def holds(self, value: str, turn: Turn) -> bool:
        return choosing.get_catalogue(turn).find_purpose(value) is not None

    def list_candidates(self, turn: Turn) -> tuple[str, ...]:
        catalogue = find_catalogue(turn.house.city)
        if catalogue is None or not turn.utterance:
            return ()
        named = [
            one
            for one in catalogue.purposes
            if find_named({one.id: (*one.says, *one.name.values())}, turn.wanted) is not None
        ]
        outranked = {id for one in named for id in one.outranks}
        return tuple(one.id for one in named if one.id not in outranked)

    def recognise(self, turn: Turn) -> str | None:
        pressed = turn.postback_params.get(self.name, "")
        found: str | None = pressed if choosing.get_catalogue(turn).find_purpose(pressed) else self.prefill(turn)
        return found

    def say(self, value: str, turn: Turn) -> str:
        found = choosing.get_catalogue(turn).find_purpose(value)
        return words_in(found.name, turn.language) if found else ""

    def buttons(self, turn: Turn, room: str) -> tuple[Button, ...]:
        purposes = choosing.get_catalogue(turn).purposes
        return tuple(self._button(room, words_in(one.name, turn.language), one.id) for one in purposes)


@dataclass(frozen=True)
class PlaceSlot(Slot):
    """Where; the nearest time comes first wherever it is, as long as nothing is said."""

    is_asked: ClassVar[bool] = False

    def applies(self, turn: Turn) -> bool:
        return not turn.slots.get("ending")

    def list_candidates(self, turn: Turn) -> tuple[str, ...]:
        catalogue = find_catalogue(turn.house.city)
        if catalogue is None or not turn.utterance:
            return ()
        named = find_named({one.id: (*one.says, *one.name.values()) for one in catalogue.places}, turn.wanted)
        return (named,) if named else ()

    def recognise(self, turn: Turn) -> str | None:
        pressed = turn.postback_params.get(self.name, "")
        found: str | None = pressed if choosing.get_catalogue(turn).find_place(pressed) else self.prefill(turn)
        return found

    def say(self, value: str, turn: Turn) -> str:
        found = choosing.get_catalogue(turn).find_place(value)
        return words_in(found.name, turn.language) if found else ""

    def buttons(self, turn: Turn, room: str) -> tuple[Button, ...]:
        places = choosing.get_catalogue(turn).places
        return tuple(self._button(room, words_in(one.name, turn.language), one.id) for one in places)


@dataclass(frozen=True)
class PersonsSlot(Integer):
    """How many come together; one, as long as nothing is said."""

    is_asked: ClassVar[bool] = False

    def applies(self, turn: Turn) -> bool:
        return not is_changing(turn)

    def recognise(self, turn: Turn) -> int | None:
        value, most = super().recognise(turn), choosing.get_catalogue(turn).most_persons
        if value is not None and value > most:
            raise UserError("card_center.too_many_persons", most=most)
        return value

    def say(self, value: int, turn: Turn) -> str:
        return turn.text("card_center.persons", count=value)

    def buttons(self, turn: Turn, room: str) -> tuple[Button, ...]:
        most = min(4, choosing.get_catalogue(turn).most_persons)
        counts = range(1, most + 1)
        return tuple(self._button(room, turn.text("card_center.persons", count=count), count) for count in counts)


@dataclass(frozen=True)
class TimeSlot(Moment):
    """Which time: one that is offered, or a day and time in words. The value is the id of the timeframe.

    A candidate is what was said of day and time; it says what is offered, and is never a value by itself.
    """

    def applies(self, turn: Turn) -> bool:
        return not turn.slots.get("ending")

    def holds(self, value: str, turn: Turn) -> bool:
        return choosing.keep(turn, int(value))

    def is_whole(self, value: str) -> bool:
        return False

    def list_candidates(self, turn: Turn) -> tuple[str, ...]:
        return self._list_coming(self._list_readings(turn), turn)

    def recognise(self, turn: Turn) -> str | None:
        pressed = turn.postback_params.get(self.name, "")
        if (pressed_id := read_time_id(pressed)) is not None:
            return choosing.choose(turn, pressed_id, is_pressed=turn.postback_action != PICKED)
        if asks_how_full(turn):
            raise UserError("card_center.crowd_between", list=list_crowd(turn))
        if fault := self.find_fault(turn):
            raise UserError(fault[0], **fault[1])
        if self._wants_soonest(turn) and (soonest := choosing.find_offers(turn).found):
            return choosing.choose(turn, soonest[0].timeframe_id, is_pressed=False)
        return self.choose_exact(turn, self.list_candidates(turn))

    def choose_exact(self, turn: Turn, readings: Sequence[str]) -> str | None:
        """Hold the one time that begins just then; None where several may be meant, or none is free."""
        whole = [reading for reading in map(read, readings) if reading.day and reading.time]
        if len(whole) < len(readings):
            return None
        moments = [datetime.fromisoformat(f"{one.day}T{one.time}") for one in whole]
        found = [offer for moment in moments if (offer := choosing.find_at(turn, moment))]
        return choosing.choose(turn, found[0].timeframe_id, is_pressed=False) if len(found) == 1 else None

    def find_fault(self, turn: Turn) -> tuple[str, dict[str, object]] | None:
        """Text key and values of why what was said of the time can't be: no such day, or over."""
        if unclear := self._list_unclear(turn):
            return "card_center.unclear", {"words": turn.text("card_center.words_joint").join(unclear)}
        readings = self._list_readings(turn)
        if readings and not self._list_coming(readings, turn):
            return "dialogue.is_past", {}
        return None

    def say(self, value: str, turn: Turn) -> str:
        return choosing.say_time(turn, value)

    def ask(self, text_key: str, turn: Turn, room: str) -> tuple[str, tuple[Button, ...]]:
        return ask_for_time(turn, (), self._picker(Asks.DATE, turn, room))

    def ask_back(self, among: Sequence[str], turn: Turn) -> tuple[str, tuple[Button, ...]]:
        return ask_for_time(turn, among, self._picker(Asks.DATE, turn, turn.room))

    def _picker(self, asks: Asks, turn: Turn, room: str) -> Button:
        """The calendar, as far as there are times."""
        latest = (choosing.search(turn).find_latest() - timedelta(seconds=1)).astimezone(TOKYO).date().isoformat()
        return replace(super()._picker(asks, turn, room), label=turn.text("card_center.other_day"), latest=latest)

    def _list_said(self, turn: Turn) -> list[str]:
        """Without words that only sound like a day."""
        unclear = self._list_unclear(turn)
        entities = (one for one in turn.interpretation.entities if not any(one.text in words for words in unclear))
        return drop_own(turn, list_readings(entities))

    def _read_value(self, turn: Turn) -> Reading:
        return choosing.read_time(turn, turn.slots.get(self.name) or "")

    def _list_unclear(self, turn: Turn) -> list[str]:
        return list_unclear(turn.wanted, turn.interpretation.entities, turn.language) if turn.utterance else []

    def _wants_soonest(self, turn: Turn) -> bool:
        words = turn.text("card_center.words_soonest").split(NAMES_BETWEEN)
        return bool(turn.utterance) and find_named({"": words}, turn.wanted) is not None


SLOTS = (PurposeSlot("purpose"), PlaceSlot("place"), PersonsSlot("persons"), TimeSlot("time"))
