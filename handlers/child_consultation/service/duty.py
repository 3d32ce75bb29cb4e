"""Who is woken: an emergency calls the duty telephone until somebody takes it, and one takes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from bot.errors import Refused
from bot.opening_hours import OpeningHours
from bot.services.audit import Actor
from handlers.child_consultation.levels import Level
from handlers.child_consultation.models import OPEN, ChildCase
from handlers.child_consultation.service.catalogue import Catalogue
from handlers.child_consultation.service.opening import lock
from handlers.child_consultation.service.rights import CaseAction, note


@dataclass(frozen=True)
class Call:
    """What the telephone is told: nothing of what it is about."""

    number: str
    level: Level
    times: int


def list_due(session: Session, now: datetime) -> list[int]:
    """The ids of cases of which somebody is to be called."""
    due = (col(ChildCase.call_at) <= now) & col(ChildCase.taken_at).is_(None) & col(ChildCase.state).in_(OPEN)
    return list(session.exec(select(ChildCase.id).where(due).order_by(col(ChildCase.id))))  # type: ignore[arg-type]


def claim_call(session: Session, case_id: int, catalogue: Catalogue, hours: OpeningHours, now: datetime) -> Call | None:
    """The call that is to be made now, for whoever is first; None for the others. In the opening hours the centre has
    until the case is due to take it itself."""
    case = lock(session, case_id)
    if case is None or case.taken_at is not None or case.state not in OPEN or not case.call_at or case.call_at > now:
        return None
    if hours.is_open(now) and not case.calls and now < case.due_at:
        case.call_at = case.due_at
        session.add(case)
        return None
    duty = catalogue.duty_phone
    case.calls += 1
    case.call_at = now + timedelta(minutes=duty.again_minutes) if case.calls < duty.most_calls else None
    session.add(case)
    return Call(case.number, Level(case.level), case.calls)


def take(session: Session, case_id: int, staff_id: int | None, actor: Actor, now: datetime) -> ChildCase:
    """Of two who take it at once, one has it. Raises Refused for the other."""
    case = lock(session, case_id)
    if case is None or case.taken_at is not None or case.level != Level.EMERGENCY:
        raise Refused("somebody has it")
    case.taken_by, case.taken_at, case.call_at, case.changed_at = staff_id, now, None, now
    session.add(case)
    note(session, actor, CaseAction.TAKEN, case, now)
    return case
