"""What citizens tap: kept once for each of them, and changed by a later tap."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, select

from bot.db import insert_if_new
from handlers.safety.models import CheckState, Company, Condition, SafetyAnswer, SafetyCheck


def find_check(session: Session, check_id: int) -> SafetyCheck | None:
    """One that people were asked."""
    check = session.get(SafetyCheck, check_id)
    return check if check is not None and check.state == CheckState.ASKED else None


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
    row.company = company if company in list(Company) else row.company
    session.add(row)
    return row
