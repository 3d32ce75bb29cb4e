"""What the counter does, in figures: counts by week, department and language, and nobody's words."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from statistics import median
from typing import Any

from sqlalchemy import ColumnElement, case
from sqlalchemy.sql.elements import SQLCoreOperations
from sqlmodel import Session, col, func, select

from bot.clock import TOKYO
from bot.models.conversation import Conversation
from bot.models.desk import OperatorRequest
from bot.models.tracker_event import TrackerEventRow
from handlers.faq.models import FaqAnswer, Rating
from knowledge.models import KnowledgeEntry
from knowledge.search import Band

WEEKS = 12
ASKED_FOR_A_PERSON = ("asked", "queued")
MISSED = "missed"  # the tracker event
_COUNTED = (
    *(col(FaqAnswer.band) == band for band in (Band.ANSWER, Band.CANDIDATES, Band.DECLINE)),
    *(col(FaqAnswer.rating) == rating for rating in (Rating.UP, Rating.DOWN)),
)
_NAMES = ("answered", "offered", "declined", "up", "down")


@dataclass(frozen=True)
class Counts:
    """Questions: `answered` directly, `offered` several, `declined` by the knowledge, or `missed`: nobody could act on
    them. `up` and `down` are what citizens said of answers."""

    answered: int = 0
    offered: int = 0
    declined: int = 0
    up: int = 0
    down: int = 0
    missed: int = 0

    @property
    def asked(self) -> int:
        return self.answered + self.offered + self.declined + self.missed


@dataclass(frozen=True)
class Week(Counts):
    """From Monday `start` in Tokyo. `handed_over` are requests for a person, `wait_minutes` the median until one took
    them (None: none was taken)."""

    start: date = date.min
    handed_over: int = 0
    wait_minutes: float | None = None


@dataclass(frozen=True)
class OfLanguage(Counts):
    """Since the first of the weeks. `language` is what the bot speaks with them now; empty: not known."""

    language: str = ""


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
    starts = list_starts(now, count)
    place = number_of(starts, col(FaqAnswer.at))
    statement = select(place, *map(_sum, _COUNTED)).where(col(FaqAnswer.at) >= starts[0]).group_by(place)
    asked = {row[0]: _name(row[1:]) for row in session.execute(statement)}
    of_event = number_of(starts, col(TrackerEventRow.at))
    missed = {row[0]: row[1] for row in session.execute(_select_missed(starts[0], of_event).group_by(of_event))}
    waits = _list_waits(session, starts)
    return [
        replace(
            Week(start=start.date(), **asked.get(number, {})),
            missed=missed.get(number, 0),
            handed_over=len(waits.get(number, [])),
            wait_minutes=_median(waits.get(number, [])),
        )
        for number, start in enumerate(starts)
    ]


def list_languages(session: Session, now: datetime, count: int = WEEKS) -> list[OfLanguage]:
    """Those in which anything was asked, the most frequent first."""
    since, spoken = list_starts(now, count)[0], col(Conversation.language)
    statement = (
        select(spoken, *map(_sum, _COUNTED))
        .join(FaqAnswer, col(FaqAnswer.conversation_id) == col(Conversation.id))
        .where(col(FaqAnswer.at) >= since)
        .group_by(spoken)
    )
    asked = {row[0]: _name(row[1:]) for row in session.execute(statement)}
    of_event = col(TrackerEventRow.conversation_id) == col(Conversation.id)
    told = _select_missed(since, spoken).join(Conversation, of_event).group_by(spoken)
    missed = {row[0]: row[1] for row in session.execute(told)}
    found = [OfLanguage(language=one, missed=missed.get(one, 0), **asked.get(one, {})) for one in {*asked, *missed}]
    return sorted(found, key=lambda one: (-one.asked, one.language))


def list_departments(session: Session, now: datetime, count: int = WEEKS) -> list[OfDepartment]:
    """Those with any figure, the busiest first."""
    since = list_starts(now, count)[0]
    is_up, is_down = _COUNTED[-2:]
    by_entry = (
        select(FaqAnswer.shown_id, func.count().label("shown"), _sum(is_up).label("up"), _sum(is_down).label("down"))
        .where(col(FaqAnswer.at) >= since)
        .group_by(col(FaqAnswer.shown_id))
        .subquery()
    )
    statement = (
        select(KnowledgeEntry.department, *(func.sum(by_entry.c[name]) for name in ("shown", "up", "down")))
        .join(by_entry, by_entry.c.shown_id == col(KnowledgeEntry.external_id))
        .group_by(KnowledgeEntry.department)
    )
    shown = {row[0]: _name(row[1:], "shown", "up", "down") for row in session.execute(statement)}
    waits: dict[str, list[float | None]] = {}
    requests = select(OperatorRequest.department, OperatorRequest.requested_at, OperatorRequest.claimed_at)
    for department, requested_at, claimed_at in session.execute(requests.where(*asked_for_a_person(since))):
        waits.setdefault(department, []).append(_minutes(requested_at, claimed_at))
    found = [
        OfDepartment(
            name,
            handed_over=len(waits.get(name, [])),
            wait_minutes=_median(waits.get(name, [])),
            **shown.get(name, {}),
        )
        for name in {*shown, *waits}
    ]
    return sorted(found, key=lambda one: (-one.shown - one.handed_over, one.department))


def list_starts(now: datetime, count: int) -> list[datetime]:
    """The first moment of each of the last weeks, in Tokyo, oldest first."""
    today = now.astimezone(TOKYO).date()
    monday = today - timedelta(days=today.weekday())
    days = [monday - timedelta(weeks=back) for back in reversed(range(count))]
    return [datetime.combine(day, time(), TOKYO) for day in days]


def number_of(starts: Sequence[datetime], at: SQLCoreOperations[datetime]) -> ColumnElement[int]:
    """The place of the week of that moment, so that one scan of a table counts all of them."""
    return case(*((at < start, place) for place, start in enumerate(starts[1:])), else_=len(starts) - 1)


def asked_for_a_person(start: datetime) -> tuple[ColumnElement[bool], ...]:
    """Requests since then, without forms and emergencies."""
    return (col(OperatorRequest.requested_at) >= start, col(OperatorRequest.reason).in_(ASKED_FOR_A_PERSON))


def _select_missed(since: datetime, by: SQLCoreOperations[Any]) -> Any:
    return select(by, func.count()).select_from(TrackerEventRow).where(*is_missed(since))


def is_missed(since: datetime) -> tuple[ColumnElement[bool], ...]:
    """Tracker events since then that say that nobody could act on the utterance."""
    return (col(TrackerEventRow.name) == MISSED, col(TrackerEventRow.at) >= since)


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def _name(row: Sequence[Any], *names: str) -> dict[str, Any]:
    return dict(zip(names or _NAMES, map(int, row), strict=True))


def _list_waits(session: Session, starts: Sequence[datetime]) -> dict[int, list[float | None]]:
    """By week the minutes of each request until somebody took it; None where nobody did."""
    statement = select(OperatorRequest.requested_at, OperatorRequest.claimed_at).where(*asked_for_a_person(starts[0]))
    waits: dict[int, list[float | None]] = {}
    for requested_at, claimed_at in session.execute(statement):
        waits.setdefault(bisect_right(starts, requested_at) - 1, []).append(_minutes(requested_at, claimed_at))
    return waits


def _minutes(start: datetime, end: datetime | None) -> float | None:
    return (end - start).total_seconds() / 60 if end else None


def _median(waits: Sequence[float | None]) -> float | None:
    known = [wait for wait in waits if wait is not None]
    return round(median(known), 1) if known else None
