"""The calendar side by side: a column for each place of a day, or each day of a week, with the same times abreast."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from admin.places.days import Days, View
from bot.clock import TOKYO
from bot.models.reservations import Resource
from bot.services.reservations.calendar import Frame
from bot.services.reservations.shown import ShownPlace


@dataclass(frozen=True)
class Column:
    """A place, or a day; `rows` are as many in every column, each the timeframes that begin then."""

    place: ShownPlace | None
    day: date | None
    rows: Sequence[Sequence[Frame]]

    @property
    def is_empty(self) -> bool:
        return not any(self.rows)


def arrange(
    days: Days, frames: Sequence[Frame], places: Mapping[int, ShownPlace], always: Sequence[Resource]
) -> list[Column]:
    """Places without a timeframe have a column where they are `always` shown."""
    starts = sorted({_time_of(frame) for frame in frames})
    if days.view == View.WEEK:
        return [Column(None, day, _sort(starts, [one for one in frames if _day_of(one) == day])) for day in days.all]
    wanted = {one.id for one in always} | {one.resource.id for one in frames}
    return [
        Column(place, None, _sort(starts, [one for one in frames if one.resource.id == id]))
        for id, place in places.items()
        if id in wanted
    ]


def stand(frame: Frame, now: datetime) -> str:
    """How a timeframe stands: over, closed, full, or with units left."""
    if frame.timeframe.ends_at <= now:
        return "over"
    if frame.is_closed:
        return "closed"
    return "full" if frame.free <= 0 else "free"


def _sort(starts: Sequence[time], frames: Sequence[Frame]) -> list[list[Frame]]:
    return [[one for one in frames if _time_of(one) == start] for start in starts]


def _time_of(frame: Frame) -> time:
    return frame.timeframe.starts_at.astimezone(TOKYO).time()


def _day_of(frame: Frame) -> date:
    return frame.timeframe.starts_at.astimezone(TOKYO).date()
