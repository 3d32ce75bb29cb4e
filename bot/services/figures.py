"""What the counter does, in figures: counts by week and by department, and nobody's words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from statistics import median

from sqlalchemy import ColumnElement, case
from sqlmodel import Session, col, func, select

from bot.clock import TOKYO
from bot.models.desk import OperatorRequest
from handlers.faq.models import FaqAnswer, Rating
from knowledge.models import KnowledgeEntry
from knowledge.search import Band

WEEKS = 12
ASKED_FOR_A_PERSON = ("asked", "queued")


@dataclass(frozen=True)
class Week:
    """From Monday `start` in Tokyo. Questions to the knowledge: `answered` directly, `offered` several, or `declined`;
    `up` and `down` are what citizens said of answers. `handed_over` are requests for a person, `wait_minutes` the
    median until one took them (None: none was taken)."""

    start: date
    answered: int = 0
    offered: int = 0
    declined: int = 0
    up: int = 0
    down: int = 0
    handed_over: int = 0
    wait_minutes: float | None = None

    @property
    def asked(self) -> int:
        return self.answered + self.offered + self.declined


@dataclass(frozen=True)
class OfDepartment:
    """Since the first of the weeks: its answers that were shown, what was said of them, who waited for its staff."""

    department: str
    shown: int = 0
    up: int = 0
    down: int = 0
    handed_over: int = 0
    wait_minutes: float | None = None


def list_weeks(session: Session, now: datetime, count: int = WEEKS) -> list[Week]:
    """The last weeks, oldest first, the present one last; a week without anything is there with zeros."""
    starts = _list_starts(now, count)
    number = _number_of(starts)
    bands = (col(FaqAnswer.band) == band for band in (Band.ANSWER, Band.CANDIDATES, Band.DECLINE))
    ratings = (col(FaqAnswer.rating) == rating for rating in (Rating.UP, Rating.DOWN))
    counts = [func.sum(case((is_one, 1), else_=0)) for is_one in (*bands, *ratings)]
    statement = select(number, *counts).where(col(FaqAnswer.at) >= starts[0]).group_by(number)
    asked = {row[0]: tuple(int(value) for value in row[1:]) for row in session.execute(statement)}
    waits = _list_waits(session, starts)
    return [
        replace(
            Week(start.date(), *asked.get(place, ())),
            handed_over=len(waits.get(place, [])),
            wait_minutes=_median(waits.get(place, [])),
        )
        for place, start in enumerate(starts)
    ]


def list_departments(session: Session, now: datetime, count: int = WEEKS) -> list[OfDepartment]:
    """Those with any figure, the busiest first."""
    since = _list_starts(now, count)[0]
    statement = (
        select(
            KnowledgeEntry.department,
            func.count(),
            func.sum(case((col(FaqAnswer.rating) == Rating.UP, 1), else_=0)),
            func.sum(case((col(FaqAnswer.rating) == Rating.DOWN, 1), else_=0)),
        )
        .join(FaqAnswer, col(FaqAnswer.shown_id) == col(KnowledgeEntry.external_id))
        .where(col(FaqAnswer.at) >= since)
        .group_by(KnowledgeEntry.department)
    )
    shown = {row[0]: (row[1], int(row[2]), int(row[3])) for row in session.execute(statement)}
    waits: dict[str, list[float | None]] = {}
    requests = select(OperatorRequest.department, OperatorRequest.requested_at, OperatorRequest.claimed_at)
    for department, requested_at, claimed_at in session.execute(requests.where(*_since(since))):
        waits.setdefault(department, []).append(_minutes(requested_at, claimed_at))
    found = [
        OfDepartment(name, *shown.get(name, (0, 0, 0)), len(waits.get(name, [])), _median(waits.get(name, [])))
        for name in {*shown, *waits}
    ]
    return sorted(found, key=lambda one: (-one.shown - one.handed_over, one.department))


def _list_starts(now: datetime, count: int) -> list[datetime]:
    today = now.astimezone(TOKYO).date()
    monday = today - timedelta(days=today.weekday())
    days = [monday - timedelta(weeks=back) for back in reversed(range(count))]
    return [datetime.combine(day, time(), TOKYO) for day in days]


def _number_of(starts: Sequence[datetime]) -> ColumnElement[int]:
    """The place of the week in which a question was asked, in one scan of the table."""
    return case(*((col(FaqAnswer.at) < start, place) for place, start in enumerate(starts[1:])), else_=len(starts) - 1)


def _list_waits(session: Session, starts: Sequence[datetime]) -> dict[int, list[float | None]]:
    """By week the minutes of each request until somebody took it; None where nobody did."""
    statement = select(OperatorRequest.requested_at, OperatorRequest.claimed_at).where(*_since(starts[0]))
    waits: dict[int, list[float | None]] = {}
    for requested_at, claimed_at in session.execute(statement):
        place = max(place for place, start in enumerate(starts) if start <= requested_at)
        waits.setdefault(place, []).append(_minutes(requested_at, claimed_at))
    return waits


def _since(start: datetime) -> tuple[ColumnElement[bool], ...]:
    return (col(OperatorRequest.requested_at) >= start, col(OperatorRequest.reason).in_(ASKED_FOR_A_PERSON))


def _minutes(start: datetime, end: datetime | None) -> float | None:
    return (end - start).total_seconds() / 60 if end else None


def _median(waits: Sequence[float | None]) -> float | None:
    known = [wait for wait in waits if wait is not None]
    return round(median(known), 1) if known else None
