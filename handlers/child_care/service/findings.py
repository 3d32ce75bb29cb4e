"""What of the city's data is out of date, or soon ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlmodel import Session, col, func, select

from bot.clock import TOKYO
from handlers.child_care.models import ClinicDuty, Kind, Nursery, Occasion
from handlers.child_care.service.importing import TABLES

SOON = timedelta(days=14)  # when what is known should reach farther


@dataclass(frozen=True)
class State:
    """Of one kind: how many there are to be shown, as of which day the oldest of them is, until when they reach, and
    what is wrong: `missing`, `over`, `ends`, `old`, `gap`, or nothing."""

    kind: Kind
    count: int = 0
    as_of: date | None = None
    until: date | None = None
    finding: str = ""
    days: int = 0  # how old, or how many to go


def look(session: Session, now: datetime, stale_days: int) -> list[State]:
    """One for each kind."""
    return [_look(session, kind, now, stale_days) for kind in Kind]


def _look(session: Session, kind: Kind, now: datetime, stale_days: int) -> State:
    table, today = TABLES[kind], now.astimezone(TOKYO).date()
    own: list[Any] = [Occasion.kind == kind] if table is Occasion else []
    coming = own if table is Nursery else [*own, table.ends_at > now]  # type: ignore[union-attr]
    count, as_of = session.exec(select(func.count(), func.min(table.as_of)).select_from(table).where(*coming)).one()
    if not count:
        was = session.exec(select(func.count()).select_from(table).where(*own)).one()
        return State(kind, finding="over" if was else "missing")
    if table is Nursery:
        age = (today - as_of).days
        return State(kind, count, as_of, finding="old" if age > stale_days else "", days=age)
    last = session.exec(select(func.max(table.starts_at)).where(*coming)).one()  # type: ignore[union-attr]
    until = last.astimezone(TOKYO).date()
    if kind is Kind.CLINICS and (gap := _find_gap(session, now)):
        return State(kind, count, as_of, until, "gap", (gap - today).days)
    is_short = until - today < SOON
    return State(kind, count, as_of, until, "ends" if is_short else "", (until - today).days)


def _find_gap(session: Session, now: datetime) -> date | None:
    """The first of the next days of which no clinic is known."""
    today = now.astimezone(TOKYO).date()
    ahead = (today + timedelta(days=days) for days in range(SOON.days))
    end = datetime.combine(today + SOON, time(), TOKYO)
    own = select(ClinicDuty.starts_at).where(col(ClinicDuty.ends_at) > now, col(ClinicDuty.starts_at) < end)
    known = {moment.astimezone(TOKYO).date() for moment in session.exec(own)}
    return next((day for day in ahead if day not in known), None) if known else today
