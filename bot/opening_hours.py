"""When operators answer: weekly hours, holidays, yearly closures, and single days that are otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise

import jpholiday
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from bot.clock import TOKYO

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SEARCH_DAYS = 60  # how far ahead the next opening is looked for
LEAP_YEAR = 2024  # in which every month-day there is exists


class Span(BaseModel):
    model_config = ConfigDict(frozen=True)

    opens: time
    closes: time

    @model_validator(mode="after")
    def _has_length(self) -> Span:
        if self.closes <= self.opens:
            raise ValueError("it closes before it opens")
        return self

    def __str__(self) -> str:
        return f"{self.opens:%H:%M}-{self.closes:%H:%M}"


class Closure(BaseModel):
    """From month-day to month-day, both included, every year; may run over New Year."""

    model_config = ConfigDict(frozen=True, populate_by_name=True)

    start: str = Field(alias="from", pattern=r"^\d\d-\d\d$")
    end: str = Field(alias="to", pattern=r"^\d\d-\d\d$")

    @field_validator("start", "end")
    @classmethod
    def _is_a_day(cls, value: str) -> str:
        date.fromisoformat(f"{LEAP_YEAR}-{value}")
        return value

    def includes(self, day: date) -> bool:
        key = day.strftime("%m-%d")
        return self.start <= key <= self.end if self.start <= self.end else key >= self.start or key <= self.end


class SpecialDays(BaseModel):
    """From date to date, both included, once: open in these spans, or closed without any, whatever else holds."""

    model_config = ConfigDict(frozen=True, populate_by_name=True)

    start: date = Field(alias="from")
    end: date = Field(alias="to")
    spans: list[Span] = []

    @model_validator(mode="after")
    def _is_in_order(self) -> SpecialDays:
        if self.end < self.start:
            raise ValueError("it ends before it begins")
        return self

    @field_validator("spans")
    @classmethod
    def _are_apart(cls, values: list[Span]) -> list[Span]:
        return sort_spans(values)

    def includes(self, day: date) -> bool:
        return self.start <= day <= self.end


class Why(StrEnum):
    """What a day's hours come from."""

    WEEKLY = "weekly"
    SPECIAL = "special"
    CLOSURE = "closure"
    HOLIDAY = "holiday"


@dataclass(frozen=True)
class Day:
    """One day: open in these spans, in order."""

    on: date
    spans: Sequence[Span]
    why: Why


class OpeningHours(BaseModel):
    """When operators answer; times are Asia/Tokyo."""

    model_config = ConfigDict(frozen=True)

    weekly: dict[str, list[Span]]
    closed_on_holidays: bool = True
    closures: list[Closure] = []
    special_days: list[SpecialDays] = []

    @field_validator("weekly")
    @classmethod
    def _are_weekdays(cls, values: dict[str, list[Span]]) -> dict[str, list[Span]]:
        if unknown := set(values) - set(WEEKDAYS):
            raise ValueError(f"{min(unknown)} is no weekday")
        return {weekday: sort_spans(spans) for weekday, spans in values.items()}

    @field_validator("special_days")
    @classmethod
    def _are_apart(cls, values: list[SpecialDays]) -> list[SpecialDays]:
        ordered = sorted(values, key=lambda one: one.start)
        if any(later.start <= earlier.end for earlier, later in pairwise(ordered)):
            raise ValueError("a day is there twice")
        return ordered

    def is_open(self, now: datetime) -> bool:
        local = now.astimezone(TOKYO)
        return any(span.opens <= local.time() < span.closes for span in self.plan(local.date()).spans)

    def find_next_opening(self, now: datetime) -> datetime | None:
        """The next moment somebody is there, aware in Asia/Tokyo; None when there is none within 60 days."""
        local = now.astimezone(TOKYO)
        for days in range(SEARCH_DAYS):
            day = local.date() + timedelta(days=days)
            for span in self.plan(day).spans:
                opening = datetime.combine(day, span.opens, TOKYO)
                if opening > local:
                    return opening
        return None

    def add_working_days(self, now: datetime, days: int) -> datetime:
        """When people leave on the `days`th open day after today, in Asia/Tokyo; where days are never open they count
        all the same, and end at midnight."""
        day, left = now.astimezone(TOKYO).date(), days
        for _ in range(days * SEARCH_DAYS):
            day += timedelta(days=1)
            if spans := self.plan(day).spans:
                left -= 1
            if not left:
                return datetime.combine(day, spans[-1].closes, TOKYO)
        return datetime.combine(day, time(), TOKYO)

    def plan(self, day: date) -> Day:
        """The hours of a day, and what they come from."""
        for special in self.special_days:
            if special.includes(day):
                return Day(day, special.spans, Why.SPECIAL)
        if any(closure.includes(day) for closure in self.closures):
            return Day(day, (), Why.CLOSURE)
        if self.closed_on_holidays and jpholiday.is_holiday(day):
            return Day(day, (), Why.HOLIDAY)
        return Day(day, self.weekly.get(WEEKDAYS[day.weekday()], []), Why.WEEKLY)


def sort_spans(spans: Sequence[Span]) -> list[Span]:
    """In their order. Raises ValueError where two overlap."""
    ordered = sorted(spans, key=lambda span: span.opens)
    if any(later.opens < earlier.closes for earlier, later in pairwise(ordered)):
        raise ValueError("two spans overlap")
    return ordered
