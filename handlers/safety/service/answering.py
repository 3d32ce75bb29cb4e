"""What citizens tap: kept once for each of them, and changed by a later tap."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from bot.db import insert_if_new
from bot.models.broadcasts import BroadcastRecipient
from bot.services.relatives import note_condition
from handlers.safety.models import CheckState, Company, Condition, SafetyAnswer, SafetyCheck

OPEN_FOR = timedelta(days=3)


def find_check(session: Session, check_id: int) -> SafetyCheck | None:
    """One that people were asked."""
    check = session.get(SafetyCheck, check_id)
    return check if check is not None and check.state == CheckState.ASKED else None


def find_open_check(session: Session, conversation_id: int, now: datetime) -> SafetyCheck | None:
    """The last one that this citizen was asked in, and no drill."""
    own = (
        select(SafetyCheck)
        .join(BroadcastRecipient, col(BroadcastRecipient.broadcast_id) == col(SafetyCheck.broadcast_id))
        .where(BroadcastRecipient.conversation_id == conversation_id, col(SafetyCheck.is_drill).is_(False))
        .where(SafetyCheck.state == CheckState.ASKED, col(SafetyCheck.asked_at) > now - OPEN_FOR)
    )
    return session.exec(own.order_by(col(SafetyCheck.id).desc()).limit(1)).first()


def find_last_answer(session: Session, conversation_id: int, now: datetime) -> SafetyAnswer | None:
    """What they said of themselves last, in no drill."""
    own = (
        select(SafetyAnswer)
        .join(SafetyCheck, col(SafetyCheck.id) == col(SafetyAnswer.check_id))
        .where(SafetyAnswer.conversation_id == conversation_id, col(SafetyCheck.is_drill).is_(False))
        .where(col(SafetyAnswer.answered_at) > now - OPEN_FOR)
    )
    return session.exec(own.order_by(col(SafetyAnswer.answered_at).desc()).limit(1)).first()


def answer(
    session: Session, check: SafetyCheck, conversation_id: int, condition: Condition | None, company: str, now: datetime
) -> SafetyAnswer | None:
    """What stands now. `condition` is None where only the company is said, which needs an answer before it. In the
    caller's transaction."""
    values = {
        "check_id": check.id,
        "conversation_id": conversation_id,
        "condition": condition or "",
        "company": "",
        "answered_at": now,
        "changes": 0,
        "is_seen": False,
    }
    is_new = condition is not None and insert_if_new(session, SafetyAnswer, values) is not None
    own = select(SafetyAnswer).where(SafetyAnswer.check_id == check.id, SafetyAnswer.conversation_id == conversation_id)
    row = session.exec(own.with_for_update()).first()
    if row is None:
        return None
    if condition is not None and not is_new and row.condition != condition:
        row.condition, row.changes, row.answered_at = condition, row.changes + 1, now
        row.is_seen = False  # another condition is another matter
    if condition is not None and not check.is_drill:
        note_condition(session, conversation_id, row.condition, now)
    row.company = company if company in list(Company) else row.company
    session.add(row)
    return row
