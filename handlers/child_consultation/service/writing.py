"""The thread of a case: what somebody and the centre write to each other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from bot.db import insert_if_new
from bot.errors import UserError
from bot.opening_hours import OpeningHours
from handlers.child_consultation.levels import Level
from handlers.child_consultation.models import By, CaseState, ChildCase, ChildMessage
from handlers.child_consultation.service.catalogue import Catalogue, find_due

LONGEST = 4_000
SHOWN = 500


@dataclass(frozen=True)
class Draft:
    """What is about to be written; `nonce` is the form's own."""

    words: str
    nonce: str
    photo: bytes | None = None


def check_draft(draft: Draft) -> None:
    """Raises UserError that says what is wrong with the words."""
    if not draft.words.strip() and draft.photo is None:
        raise UserError("public_consultation.wrong_empty")
    if len(draft.words) > LONGEST:
        raise UserError("public_consultation.wrong_long", longest=LONGEST, length=len(draft.words))


def write_as_citizen(
    session: Session, case: ChildCase, draft: Draft, catalogue: Catalogue, hours: OpeningHours, now: datetime
) -> bool:
    """False when it was there already. What was answered or closed waits again, from now on."""
    if not _add(session, case, draft, By.CITIZEN, now):
        return False
    if case.state != CaseState.WAITING:
        if case.state != CaseState.NEW:
            case.due_at = find_due(catalogue, Level(case.level), hours, now)
        case.state, case.closed_at, case.closing_reason = CaseState.WAITING, None, ""
    case.changed_at = now
    session.add(case)
    session.flush()
    return True


def write_as_staff(
    session: Session, case: ChildCase, draft: Draft, staff_id: int | None, discipline: str, now: datetime
) -> bool:
    """False when it was there already. The citizen is told that there is something, and not what."""
    if not _add(session, case, draft, By.STAFF, now, staff_id=staff_id, discipline=discipline):
        return False
    case.state, case.changed_at = CaseState.ANSWERED, now
    case.closed_at, case.closing_reason = None, ""
    case.first_answer_at = case.first_answer_at or now
    case.notice_at = case.notice_at or now
    session.add(case)
    session.flush()
    return True


def list_messages(session: Session, case_id: int, after: int = 0) -> list[ChildMessage]:
    """The oldest first, at most the newest `SHOWN`."""
    own = select(ChildMessage).where(ChildMessage.case_id == case_id, col(ChildMessage.id) > after)
    newest = session.exec(own.order_by(col(ChildMessage.id).desc()).limit(SHOWN))
    return list(newest)[::-1]


def note_seen(session: Session, case_id: int) -> None:
    """The citizen reads: nothing has to be said in LINE."""
    case = session.get(ChildCase, case_id)
    if case is not None and case.notice_at is not None:
        case.notice_at = None
        session.add(case)


def find_photo(session: Session, case_id: int, message_id: int) -> bytes | None:
    found = session.get(ChildMessage, message_id)
    return found.photo if found is not None and found.case_id == case_id else None


def _add(
    session: Session,
    case: ChildCase,
    draft: Draft,
    by: By,
    now: datetime,
    *,
    staff_id: int | None = None,
    discipline: str = "",
) -> bool:
    values: dict[str, object] = {
        "case_id": case.id,
        "by": by,
        "staff_id": staff_id,
        "discipline": discipline,
        "at": now,
    }
    values |= {"discipline": discipline, "words": draft.words.strip(), "photo": draft.photo, "nonce": draft.nonce}
    return insert_if_new(session, ChildMessage, values) is not None
