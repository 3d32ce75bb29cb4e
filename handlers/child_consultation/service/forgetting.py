"""What is deleted: by the citizen's wish, unless a law wants it kept, and by the clock."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete
from sqlmodel import Session, SQLModel, col, exists, select

from bot.models.conversation import Conversation
from handlers.child_consultation.levels import Level
from handlers.child_consultation.models import (
    OPEN,
    CaseState,
    ChildAppointment,
    ChildAssignment,
    ChildCall,
    ChildCase,
    ChildLink,
    ChildLook,
    ChildMeeting,
    ChildMessage,
    ChildNote,
    ChildReferral,
    ChildSibling,
    ChildSitting,
    OwnReason,
)
from handlers.child_consultation.service.alarms import end_alarm
from handlers.child_consultation.service.catalogue import Catalogue

BATCH = 100
_CONTENT: tuple[type[SQLModel], ...] = (
    *(ChildMessage, ChildNote, ChildMeeting, ChildReferral, ChildAppointment, ChildAssignment, ChildLook),
    *(ChildCall, ChildSitting, ChildLink),
)


class Asked(StrEnum):
    """What became of a citizen's wish."""

    DELETED = "deleted"
    KEPT = "kept"


def is_kept_by_law(case: ChildCase, catalogue: Catalogue) -> bool:
    """The duty to protect a child goes before a wish: while it is open, of abuse or in an emergency."""
    is_grave = case.level == Level.EMERGENCY or bool(set(case.topics) & set(catalogue.kept_topics))
    return case.state in OPEN and case.state != CaseState.NEW and is_grave


def forget(session: Session, case: ChildCase, catalogue: Catalogue, now: datetime) -> Asked:
    """Takes everything away that somebody wrote, or leaves all of it."""
    if is_kept_by_law(case, catalogue):
        return Asked.KEPT
    empty(session, case, now)
    return Asked.DELETED


def empty(session: Session, case: ChildCase, now: datetime) -> None:
    """What is left is counted: level, topics, times."""
    for model in _CONTENT:
        session.execute(delete(model).where(model.case_id == case.id))  # type: ignore[attr-defined]
    both = (col(ChildSibling.lower_id) == case.id) | (col(ChildSibling.higher_id) == case.id)
    session.execute(delete(ChildSibling).where(both))
    case.handle, case.watch, case.rules, case.code_hash, case.code_index = "", "", [], "", None
    case.conversation_ref = case.notice_at = None
    end_alarm(case)
    case.closed_at = case.closed_at or now
    case.closing_reason = case.closing_reason or _find_reason(case)
    case.state, case.emptied_at = CaseState.CLOSED, now
    session.add(case)
    session.flush()


def _find_reason(case: ChildCase) -> OwnReason:
    return OwnReason.UNWRITTEN if case.state == CaseState.NEW else OwnReason.DELETED


def unlink_deleted(session: Session, catalogue: Catalogue, retention_days: int, now: datetime) -> int:
    """Cases whose conversation was deleted: by the citizen's wish what they wrote goes, too; by age it stays."""
    linked = exists().where(col(ChildLink.case_id) == col(ChildCase.id))
    lost = select(ChildCase).where(col(ChildCase.conversation_ref).is_not(None), ~linked).limit(BATCH)
    cases = session.exec(lost.with_for_update()).all()
    for case in cases:
        conversation = session.get(Conversation, case.conversation_ref)
        is_young = now - case.opened_at < timedelta(days=retention_days)  # too young to be deleted by age
        is_wish = conversation.erased_at is not None if conversation else is_young
        case.conversation_ref, case.unlinked_at, case.notice_at = None, now, None
        session.add(case)
        if is_wish:
            forget(session, case, catalogue, now)
    return len(cases)


def purge(session: Session, catalogue: Catalogue, now: datetime) -> int:
    """Cases closed longer ago than they are kept, and pages on which nothing was ever written. Of an emergency among
    these the row stays as long as any case's, since it is counted."""
    old = col(ChildCase.closed_at) < now - timedelta(days=365 * catalogue.retention_years)
    unused = (col(ChildCase.state) == CaseState.NEW) & (
        col(ChildCase.changed_at) < now - timedelta(days=catalogue.unused_days)
    )
    is_counted = col(ChildCase.level) == Level.EMERGENCY
    ids = list(session.exec(select(ChildCase.id).where(old | (unused & ~is_counted)).limit(BATCH)))
    if ids:
        session.execute(delete(ChildCase).where(col(ChildCase.id).in_(ids)))
    counted = session.exec(select(ChildCase).where(unused & is_counted).limit(BATCH).with_for_update()).all()
    for case in counted:
        empty(session, case, now)
    return len(ids) + len(counted)
