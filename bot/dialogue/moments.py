"""Slots for days and times, filled from whatever a citizen says of them over one or more utterances."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from bot.clock import TOKYO
from bot.dialogue.dates import say_date, say_moment, say_short_date, say_time
from bot.dialogue.slots import Slot
from bot.errors import UserError
from bot.messages import Asks
from bot.messages import Choice as Button
from nlu.narrowing import Reading, each_day, narrow, read
from nlu.when import list_readings

if TYPE_CHECKING:
    from bot.dialogue.turn import Turn

ANY_DAY = "2000-01-01"  # for a time without a day
MOST = 7  # readings that are asked back, each with a button


@dataclass(frozen=True)
class Day(Slot):
    """A day from today on; the value is ISO 8601. `may_be_past` allows those before."""

    may_be_past: bool = False

    def list_candidates(self, turn: Turn) -> tuple[str, ...]:
        readings = self._list_readings(turn)
        days = self._list_coming(each_day(readings), turn)
        if len(days) <= MOST:
            return days
        spans = self._list_coming(readings, turn)  # on a Sunday 「来週」 is one of two weeks
        return spans if 1 < len(spans) <= MOST else ()

    def recognise(self, turn: Turn) -> str | None:
        value: str | None = self.prefill(turn)
        if value is None and self._list_readings(turn) and not self.list_candidates(turn):
            self._explain(turn)
        return value

    def is_whole(self, value: str) -> bool:
        return bool(read(value).day)

    def say(self, value: str, turn: Turn) -> str:
        return say_date(turn, date.fromisoformat(value), with_weekday=True)

    def ask_back(self, among: Sequence[str], turn: Turn) -> tuple[str, tuple[Button, ...]]:
        labels = (_say_days(read(value), turn) for value in among)
        buttons = tuple(self._button(turn.room, label, value) for label, value in zip(labels, among, strict=True))
        return turn.text("dialogue.which_of_these"), buttons

    def buttons(self, turn: Turn, room: str) -> tuple[Button, ...]:
        return (self._picker(Asks.DATE, turn, room),)

    def _picker(self, asks: Asks, turn: Turn, room: str) -> Button:
        """A calendar or a clock; a time alone has no earliest, since its day may be any."""
        lengths = {Asks.DATE: len(ANY_DAY), Asks.DATETIME: len(f"{ANY_DAY}T00:00")}
        now = turn.now.astimezone(TOKYO).isoformat()
        earliest = "" if self.may_be_past else now[: lengths.get(asks, 0)]
        return Button(turn.text(f"dialogue.pick_{asks}"), f"{room}.fill?{self.name}=", asks=asks, earliest=earliest)

    def _list_coming(self, readings: Iterable[Reading], turn: Turn) -> tuple[str, ...]:
        coming = (reading for reading in readings if self.may_be_past or not self._is_past(reading, turn.now))
        return tuple(dict.fromkeys(map(str, coming)))

    def _list_readings(self, turn: Turn) -> list[Reading]:
        return list(dict.fromkeys(Reading(reading.days) for reading in self._read(turn) if reading.days))

    def _read(self, turn: Turn) -> list[Reading]:
        """What is said now, narrowed by what was said of it before."""
        pressed = self._find_pressed(turn.postback_params)
        said = [pressed] if _is_reading(pressed) else self._list_said(turn)
        held = turn.among.get(self.name) or self._list_kept(turn, said)
        return list(dict.fromkeys(map(read, narrow(held, said)))) if said else []

    def _list_said(self, turn: Turn) -> list[str]:
        return list_readings(turn.interpretation.entities)

    def _find_pressed(self, params: Mapping[str, str]) -> str:
        """What a button holds, or what was picked after it was pressed."""
        if self.name not in params:
            return ""
        time = params.get(Asks.TIME)
        picked = params.get(Asks.DATETIME) or params.get(Asks.DATE) or (f"T{time}" if time else "")
        return params[self.name] or picked

    def _list_kept(self, turn: Turn, said: Sequence[str]) -> list[str]:
        """What stays of the value where only the day, or only the time, is said anew."""
        value = self._read_value(turn)
        days = None if any(read(reading).days for reading in said) else value.days
        times = None if any(read(reading).times for reading in said) else value.times
        return [str(Reading(days, times))] if days or times else []

    def _read_value(self, turn: Turn) -> Reading:
        return read(turn.slots.get(self.name) or "")

    def _is_past(self, reading: Reading, now: datetime) -> bool:
        return reading.days is not None and reading.days[1] < now.astimezone(TOKYO).date().isoformat()

    def _explain(self, turn: Turn) -> None:
        """Why none of what was said will do; more than can be asked back is asked again in other words."""
        if all(self._is_past(reading, turn.now) for reading in self._list_readings(turn)):
            raise UserError("dialogue.is_past")


@dataclass(frozen=True)
class Moment(Day):
    """A day and a time from now on, in Tokyo; the value is ISO 8601 without a zone. What is missing is asked."""

    def is_whole(self, value: str) -> bool:
        reading = read(value)
        return bool(reading.day and reading.time)

    def say(self, value: str, turn: Turn) -> str:
        return say_moment(turn, _moment(read(value)))

    def buttons(self, turn: Turn, room: str) -> tuple[Button, ...]:
        return (self._picker(Asks.DATETIME, turn, room),)

    def ask_back(self, among: Sequence[str], turn: Turn) -> tuple[str, tuple[Button, ...]]:
        readings = [read(value) for value in among]
        if len({reading.days for reading in readings}) == 1 and not any(reading.time for reading in readings):
            return self._ask_rest(readings[0], turn)
        if not readings[0].days and len(readings) == 1:
            return self._ask_rest(readings[0], turn)
        buttons = tuple(
            self._button(turn.room, self._label(reading, readings, turn), value)
            for reading, value in zip(readings, among, strict=True)
        )
        return turn.text("dialogue.which_of_these"), buttons

    def _list_readings(self, turn: Turn) -> list[Reading]:
        return self._read(turn)

    def _is_past(self, reading: Reading, now: datetime) -> bool:
        local = now.astimezone(TOKYO)
        today, clock = local.date().isoformat(), f"{local:%H:%M}"
        is_over = reading.times is not None and reading.day == today and reading.times[1] < clock
        return is_over or super()._is_past(reading, now)

    def _ask_rest(self, reading: Reading, turn: Turn) -> tuple[str, tuple[Button, ...]]:
        if reading.days:
            day = say_date(turn, date.fromisoformat(reading.day), with_weekday=True)
            return turn.text("dialogue.at_what_time", day=day), (self._picker(Asks.TIME, turn, turn.room),)
        return turn.text("dialogue.on_what_day"), (self._picker(Asks.DATE, turn, turn.room),)

    def _label(self, reading: Reading, among: Sequence[Reading], turn: Turn) -> str:
        """What sets the reading apart from the others: the day, the time or both."""
        day = _say_days(reading, turn) if reading.days else ""
        time = say_time(turn, _moment(reading)) if reading.time else ""
        if day and len({other.days for other in among}) == 1 and time:
            return time
        return turn.text("dialogue.moment_short", date=day, time=time) if day and time else day or time


def _say_days(reading: Reading, turn: Turn) -> str:
    first, last = reading.days or (ANY_DAY, ANY_DAY)
    said = say_short_date(turn, date.fromisoformat(first))
    return said if first == last else turn.text("dialogue.from_day", day=said)


def _moment(reading: Reading) -> datetime:
    return datetime.fromisoformat(f"{reading.day or ANY_DAY}T{reading.time}").replace(tzinfo=TOKYO)


def _is_reading(text: str) -> bool:
    try:
        return read(text) != Reading()
    except ValueError:
        return False
