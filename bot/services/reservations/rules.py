"""When places of a service are open, as it says in `city.yml`: a weekly pattern, and what lies over it.

Times are Japan's wall clock; a time of closing of 00:00 is midnight.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

import jpholiday
from pydantic import Field, model_validator

from bot.clock import TOKYO
from bot.opening_hours import WEEKDAYS, Closure, OpeningHours, Why
from bot.service_facts import Facts

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
MIDNIGHT = time()


class Hours(Facts):
    """From when to when, in timeframes of so many minutes with so many units each; what is left at the end is none."""

    opens: time
    closes: time
    minutes: int = Field(ge=5, le=24 * 60)
    capacity: int = Field(ge=1, le=10_000)

    @model_validator(mode="after")
    def _has_length(self) -> Hours:
        if self.closes != MIDNIGHT and self.closes <= self.opens:
            raise ValueError("it closes before it opens")
        return self

    def split(self, day: date) -> Iterator[Planned]:
        """Its timeframes on a day."""
        start = datetime.combine(day, self.opens, TOKYO)
        last = datetime.combine(day + timedelta(days=self.closes == MIDNIGHT), self.closes, TOKYO)
        step = timedelta(minutes=self.minutes)
        while start + step <= last:
            yield Planned(start.astimezone(UTC), (start + step).astimezone(UTC), self.capacity)
            start += step


class Opening(Hours):
    """Hours on days of the week; with `weeks` only on the first, second … of that day in a month."""

    days: tuple[Weekday, ...] = Field(min_length=1)
    weeks: tuple[int, ...] = ()

    def includes(self, day: date) -> bool:
        return WEEKDAYS[day.weekday()] in self.days and (not self.weeks or (day.day + 6) // 7 in self.weeks)


class SpecialOpening(Facts):
    """From date to date, both included, once: these hours instead of the pattern's, or closed without any."""

    start: date = Field(alias="from")
    end: date = Field(alias="to")
    hours: tuple[Hours, ...] = ()

    def includes(self, day: date) -> bool:
        return self.start <= day <= self.end


class Rule(Facts):
    """When something is open, and who may reserve it when."""

    openings: tuple[Opening, ...] = Field(min_length=1)
    on_holidays: bool = False
    closures: tuple[Closure, ...] = ()  # every year, beside the city's own
    special_days: tuple[SpecialOpening, ...] = ()
    ahead_days: int = Field(60, ge=1, le=366)  # how far ahead there are timeframes
    lead_minutes: int = Field(60, ge=0)  # how long before it begins a timeframe can be had at the latest
    book_until: time | None = None  # on the day before; None: until the lead
    most_open: int = Field(2, ge=1)  # reservations of one citizen at a time

    def find_earliest(self, now: datetime) -> datetime:
        """What begins before this can't be reserved any more."""
        lead = now + timedelta(minutes=self.lead_minutes)
        if self.book_until is None:
            return lead
        local = now.astimezone(TOKYO)
        days = 1 if local.time() < self.book_until else 2
        return max(lead, _begin(local.date() + timedelta(days=days)))

    def find_latest(self, now: datetime) -> datetime:
        """What begins then or later can't be reserved yet."""
        return _begin(now.astimezone(TOKYO).date() + timedelta(days=self.ahead_days + 1))

    def plan_day(self, hours: OpeningHours, day: date) -> list[Planned]:
        """The timeframes of a day in their order, each beginning once; none where the city or the service is closed."""
        planned = {one.starts_at: one for span in self._list_hours(hours, day) for one in span.split(day)}
        return [planned[start] for start in sorted(planned)]

    def plan(self, hours: OpeningHours, now: datetime) -> Iterator[Planned]:
        """All timeframes from now on, as far ahead as there are any."""
        today = now.astimezone(TOKYO).date()
        for ahead in range(self.ahead_days + 1):
            yield from (one for one in self.plan_day(hours, today + timedelta(days=ahead)) if one.starts_at > now)

    def _list_hours(self, hours: OpeningHours, day: date) -> tuple[Hours, ...]:
        for special in self.special_days:
            if special.includes(day):
                return special.hours
        if _is_closed(hours, day) or any(closure.includes(day) for closure in self.closures):
            return ()
        if not self.on_holidays and jpholiday.is_holiday(day):
            return ()
        return tuple(one for one in self.openings if one.includes(day))


@dataclass(frozen=True)
class Planned:
    """A timeframe as the rule wants it."""

    starts_at: datetime
    ends_at: datetime
    capacity: int


@dataclass(frozen=True)
class Place:
    """A resource of a service and its rule; `code` names it in the service, `facility` where it is."""

    service: str
    code: str
    facility: str
    rule: Rule


def _begin(day: date) -> datetime:
    return datetime.combine(day, MIDNIGHT, TOKYO).astimezone(UTC)


def _is_closed(hours: OpeningHours, day: date) -> bool:
    """Whether the whole city is: the hours of its operators are no hours of a counter, but their closures are."""
    plan = hours.plan(day)
    return plan.why is Why.CLOSURE or (plan.why is Why.SPECIAL and not plan.spans)
