"""Consultations for the staff's pages: a year's, of which some wait, and one with everything that a case can have."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session, func, select

from bot.clock import utc_now
from bot.db import Database
from bot.models.staff import Staff
from handlers.child_consultation.levels import Level
from handlers.child_consultation.models import (
    By,
    CaseState,
    ChildAssignment,
    ChildCase,
    ChildLook,
    ChildMeeting,
    ChildMessage,
    ChildNote,
)

OPEN_OF_TEN = 2
MESSAGES = 60  # of the last case
WORDS = "words " * 40


def fill(database: Database, count: int, boss: str) -> None:
    """So many cases over a year; the member `boss` may open the last one."""
    now = utc_now()
    with database.write() as session:
        session.execute(insert(ChildCase), [_make_case(number, count, now) for number in range(1, count + 1)])
        session.flush()
        case_id = session.exec(select(func.max(ChildCase.id))).one() or 0
        staff_id = session.exec(select(Staff.id).where(Staff.login == boss)).one() or 0
        ids = session.exec(select(ChildCase.id)).all()
        session.execute(insert(ChildAssignment), [{"case_id": id, "discipline": "nurse", "at": now} for id in ids])
        messages = [
            {"case_id": case_id, "by": (By.CITIZEN, By.STAFF)[number % 2], "words": WORDS, "nonce": f"bench {number}"}
            | {"discipline": "", "at": now}
            for number in range(MESSAGES)
        ]
        session.execute(insert(ChildMessage), messages)
        session.add(ChildNote(case_id=case_id, staff_id=staff_id, readers=["nurse"], words=WORDS, at=now))
        session.add(ChildLook(case_id=case_id, staff_id=staff_id, until=now + timedelta(days=1)))
        meeting = ChildMeeting(
            case_id=case_id,
            starts_at=now,
            minutes=60,
            place="-",
            members="-",
            decisions="",
            made_at=now,
            changed_at=now,
        )
        session.add(meeting)


def find_ids(session: Session) -> Iterator[tuple[str, Any]]:
    """By what addresses call them."""
    yield "case_id", session.exec(select(func.max(ChildCase.id))).one()
    yield "meeting_id", session.exec(select(func.max(ChildMeeting.id))).one()


def _make_case(number: int, count: int, now: datetime) -> dict[str, Any]:
    at, is_open = now - timedelta(days=365 * (count - number) / count), number % 10 < OPEN_OF_TEN or number == count
    levels = list(Level)
    return {
        "number": f"S-{number:06}",
        "handle": "bench",
        "level": levels[1 + number % 3],
        "level_by": "rules",
        "topics": [("bullying", "development", "absence")[number % 3]],
        "rules": [],
        "is_child": number % 4 == 0,
        "channel": ("line", "page")[number % 2],
        "language": "ja",
        "state": CaseState.WAITING if is_open else CaseState.CLOSED,
        "watch": "",
        "opened_at": at,
        "changed_at": at,
        "due_at": at + timedelta(days=3),
        "first_answer_at": at + timedelta(hours=5),
        "closed_at": None if is_open else at + timedelta(days=20),
        "closing_reason": "" if is_open else "settled",
        "code_hash": "",
        "calls": 0,
    }
