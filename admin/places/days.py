"""Which days the calendar shows, as its address says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from flask import request

from bot.clock import TOKYO


class View(StrEnum):
    DAY = "day"
    WEEK = "week"  # from Monday


@dataclass(frozen=True)
class Days:
    """The days of a view in which `on` is."""

    view: View
    on: date
    today: date

    @property
    def first(self) -> date:
        return self.on if self.view == View.DAY else self.on - timedelta(days=self.on.weekday())

    @property
    def count(self) -> int:
        return 1 if self.view == View.DAY else 7

    @property
    def all(self) -> list[date]:
        return [self.first + timedelta(days=ahead) for ahead in range(self.count)]

    @property
    def previous(self) -> date:
        return self.on - timedelta(days=self.count)

    @property
    def next(self) -> date:
        return self.on + timedelta(days=self.count)

    @property
    def has_today(self) -> bool:
        return self.first <= self.today < self.first + timedelta(days=self.count)

    @property
    def start(self) -> datetime:
        return begin(self.first)

    @property
    def end(self) -> datetime:
        return begin(self.first + timedelta(days=self.count))


def read_days(now: datetime) -> Days:
    """Today's day for an address that names none, or none that there is."""
    today = now.astimezone(TOKYO).date()
    view = View.WEEK if request.args.get("view") == View.WEEK else View.DAY
    return Days(view, read_date(request.args.get("on", "")) or today, today)


def read_date(written: str) -> date | None:
    """None for what is none, or out of all reason."""
    try:
        found = date.fromisoformat(written)
    except ValueError:
        return None
    return found if 2000 <= found.year < 2200 else None


def begin(day: date) -> datetime:
    """Its first moment in Japan."""
    return datetime.combine(day, time(), TOKYO).astimezone(UTC)
