"""How days, times, places and reservations are called on these pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from admin.page import Words
from admin.places.columns import stand
from bot.clock import TOKYO
from bot.dialogue.dates import say_date, say_short_date
from bot.models.reservations import Reservation, ReservationState, Resource, Timeframe
from bot.services.reservations.calendar import Frame
from bot.services.reservations.shown import ShownPlaces

_COLOURS = {
    ReservationState.HELD: "waiting",
    ReservationState.ATTENDED: "good",
    ReservationState.MISSED: "bad",
}


@dataclass(frozen=True)
class Showing:
    words: Words
    shown: ShownPlaces
    now: datetime

    def day(self, day: date) -> str:
        return say_date(self.words, day, with_weekday=True)

    def day_of(self, moment: datetime) -> date:
        return moment.astimezone(TOKYO).date()

    def short_day(self, day: date) -> str:
        return say_short_date(self.words, day)

    def time(self, moment: datetime) -> str:
        return f"{moment.astimezone(TOKYO):%H:%M}"

    def span(self, timeframe: Timeframe) -> str:
        return f"{self.time(timeframe.starts_at)}–{self.time(timeframe.ends_at)}"

    def moment(self, timeframe: Timeframe) -> str:
        """Day and from when to when."""
        return f"{self.day(self.day_of(timeframe.starts_at))} {self.span(timeframe)}"

    def short_moment(self, timeframe: Timeframe) -> str:
        return f"{self.short_day(self.day_of(timeframe.starts_at))} {self.span(timeframe)}"

    def purpose(self, id: str) -> str:
        """By its name; the id of one that is there no more."""
        return next((one.name for one in self.shown.list_purposes(self.words.language) if one.id == id), id)

    def place(self, names: dict[int, str], resource: Resource) -> str:
        return names.get(resource.id or 0, resource.code)

    def stand(self, frame: Frame) -> str:
        return stand(frame, self.now)

    def runs(self, frame: Frame) -> bool:
        return frame.timeframe.starts_at <= self.now < frame.timeframe.ends_at

    def number(self, reservation: Reservation) -> str:
        """Of what is only held there is none yet."""
        return reservation.number or self.words.text("places.held")

    def colour(self, state: str) -> str:
        return _COLOURS.get(ReservationState(state), "")

    def can_change(self, reservation: Reservation, timeframe: Timeframe) -> bool:
        """Whether it can be moved or cancelled."""
        return reservation.state == ReservationState.RESERVED and timeframe.starts_at > self.now
