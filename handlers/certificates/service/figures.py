"""How many certificates are asked for, how fast they come, and where citizens give up: counts, and nobody's words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import median
from typing import TypeVar

from sqlalchemy import select as sa_select
from sqlmodel import Session, col, func, select

from bot.clock import TOKYO
from handlers.certificates.models import Application, ApplicationState
from handlers.certificates.service.reach import Reach

GIVEN_UP_AFTER = timedelta(days=14)  # nothing has happened for so long
STEPS = (ApplicationState.DRAFT, ApplicationState.AWAITING_PAYMENT, ApplicationState.RETURNED)
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Requested:
    """One application whose form was sent; `days` from when the staff had it until it was issued."""

    kind: str
    month: date  # its first day, in Tokyo
    days: float | None


@dataclass(frozen=True)
class Count:
    """`median_days` is None where nothing was issued."""

    requests: int
    issued: int
    median_days: float | None


def list_requested(session: Session, first: date, reach: Reach | None = None) -> list[Requested]:
    """Since the first day of that month, of what the member works on, or of all."""
    names = ("kind", "made_at", "received_at", "issued_at")
    sent = sa_select(*(getattr(Application, name) for name in names)).where(
        col(Application.number) != "", col(Application.made_at) >= _begin(first)
    )
    rows = session.execute(sent.where(reach.to_condition()) if reach else sent)
    return [Requested(kind, _find_month(made_at), _count_days(since, issued)) for kind, made_at, since, issued in rows]


def group(found: Iterable[Requested], key: Callable[[Requested], Key]) -> dict[Key, Count]:
    groups: dict[Key, list[Requested]] = defaultdict(list)
    for one in found:
        groups[key(one)].append(one)
    return {name: count(of) for name, of in groups.items()}


def count(found: Sequence[Requested]) -> Count:
    days = [one.days for one in found if one.days is not None]
    return Count(len(found), len(days), round(median(days), 1) if days else None)


def count_given_up(session: Session, reach: Reach, now: datetime) -> dict[ApplicationState, int]:
    """At which step citizens have left what they began and nobody has cancelled."""
    left = select(Application.state, func.count()).where(
        col(Application.state).in_(STEPS), col(Application.changed_at) < now - GIVEN_UP_AFTER, reach.to_condition()
    )
    found = dict(session.exec(left.group_by(col(Application.state))).all())
    return {step: found.get(step, 0) for step in STEPS}


def list_months(now: datetime, many: int) -> list[date]:
    """The first days of the last months, this one last."""
    this = _find_month(now)
    total = this.year * 12 + this.month - 1
    return [date(number // 12, number % 12 + 1, 1) for number in range(total - many + 1, total + 1)]


def _find_month(at: datetime) -> date:
    return at.astimezone(TOKYO).date().replace(day=1)


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), TOKYO)


def _count_days(received_at: datetime | None, issued_at: datetime | None) -> float | None:
    return (issued_at - received_at) / timedelta(days=1) if received_at and issued_at else None
