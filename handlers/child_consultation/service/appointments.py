"""Times for a call or a video meeting, within the opening hours: of one there are as many as the city has seats."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum

from sqlmodel import Session, col, select

from bot.clock import TOKYO
from bot.db import insert_if_new
from bot.errors import Refused
from bot.opening_hours import OpeningHours
from handlers.child_consultation.models import ChildAppointment
from handlers.child_consultation.service.catalogue import Times


class Kind(StrEnum):
    CALL = "call"
    VIDEO = "video"


def list_free(session: Session, times: Times, hours: OpeningHours, now: datetime) -> list[datetime]:
    """What can be chosen now, in order."""
    coming = col(ChildAppointment.starts_at) > now
    taken = session.exec(select(ChildAppointment.starts_at).where(coming, ~col(ChildAppointment.is_cancelled)))
    counted = Counter(taken)
    return [one for one in _list_times(times, hours, now) if counted[one] < times.seats]


def book(
    session: Session,
    case_id: int,
    kind: Kind,
    starts_at: datetime,
    phone: str,
    times: Times,
    hours: OpeningHours,
    now: datetime,
) -> None:
    """Instead of what the case had. Raises Refused when somebody was first, or the time is none."""
    if starts_at not in set(_list_times(times, hours, now)):
        raise Refused("there is no such time")
    cancel(session, case_id, now)
    session.flush()
    values = {"case_id": case_id, "kind": kind, "starts_at": starts_at, "phone": phone, "link": "", "made_at": now}
    for seat in range(times.seats):
        if insert_if_new(session, ChildAppointment, {**values, "seat": seat, "is_cancelled": False}) is not None:
            return
    raise Refused("somebody was first")


def cancel(session: Session, case_id: int, now: datetime) -> None:
    """What is still to come of the case."""
    if (found := find_coming(session, case_id, now)) is not None:
        found.is_cancelled = True
        session.add(found)


def find_coming(session: Session, case_id: int, now: datetime) -> ChildAppointment | None:
    """The one of the case that is not over."""
    own = (col(ChildAppointment.case_id) == case_id) & ~col(ChildAppointment.is_cancelled)
    recent = col(ChildAppointment.starts_at) > now - timedelta(hours=1)
    return session.exec(select(ChildAppointment).where(own, recent).order_by(col(ChildAppointment.starts_at))).first()


def _list_times(times: Times, hours: OpeningHours, now: datetime) -> Iterator[datetime]:
    today, length = now.astimezone(TOKYO).date(), timedelta(minutes=times.minutes)
    earliest = now + timedelta(hours=times.least_hours)
    for ahead in range(times.ahead_days + 1):
        day = today + timedelta(days=ahead)
        for span in hours.plan(day).spans:
            at, closes = (datetime.combine(day, clock, TOKYO) for clock in (span.opens, span.closes))
            at += timedelta(minutes=-at.minute % times.minutes)
            while at + length <= closes:
                if at >= earliest:
                    yield at
                at += length
