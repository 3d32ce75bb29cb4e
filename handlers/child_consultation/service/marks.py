"""What stands beside a case in the queue, and whether the queue is as it was."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from sqlmodel import Session, SQLModel, col, func, select

from bot.clients.duty_phone import Outcome
from bot.clock import TOKYO
from handlers.child_consultation.models import (
    OPEN,
    ChildAppointment,
    ChildAssignment,
    ChildCall,
    ChildCase,
    ChildReferral,
    ReferralState,
)

_NEWEST: tuple[type[SQLModel], ...] = (ChildCall, ChildAppointment, ChildAssignment, ChildReferral)


def list_booked_today(session: Session, now: datetime) -> dict[int, ChildAppointment]:
    """Calls and video meetings of today, by the id of the case."""
    begins = datetime.combine(now.astimezone(TOKYO).date(), time(), TOKYO)
    at = col(ChildAppointment.starts_at)
    today = (at >= begins) & (at < begins + timedelta(days=1)) & ~col(ChildAppointment.is_cancelled)
    return {one.case_id: one for one in session.exec(select(ChildAppointment).where(today).order_by(at.desc()))}


def list_returned(session: Session) -> frozenset[int]:
    """The ids of open cases of which another department has answered what was asked."""
    own = select(ChildReferral.case_id).join(ChildCase, col(ChildCase.id) == col(ChildReferral.case_id))
    is_back = (col(ChildReferral.state) == ReferralState.RETURNED) & col(ChildCase.state).in_(OPEN)
    return frozenset(session.exec(own.where(is_back)))


def mark_cases(session: Session) -> str:
    """Another value when the queue may look different."""
    changed_at, calls = func.max(ChildCase.changed_at), func.sum(ChildCase.calls)
    unreached, taken = func.max(ChildCase.unreached_at), func.max(ChildCase.taken_at)
    seen = session.exec(select(func.count(), changed_at, calls).where(col(ChildCase.state).in_(OPEN))).one()
    more = session.exec(select(unreached, taken).where(col(ChildCase.state).in_(OPEN))).one()
    newest = [session.exec(select(func.max(model.id))).one() for model in _NEWEST]  # type: ignore[attr-defined]
    heard = session.exec(select(func.count()).where(col(ChildCall.outcome) == Outcome.ANSWERED)).one()
    return "-".join("".join(filter(str.isalnum, str(one))) for one in (*seen, *more, *newest, heard))
