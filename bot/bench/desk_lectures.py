"""Lectures for the staff's pages: the demo city's, a crowd that applies for the last of them, and groups that ask."""

from __future__ import annotations

from sqlalchemy import insert
from sqlmodel import func, select

from bot.clock import utc_now
from bot.db import Database
from bot.demo_data.lectures import seed_lectures
from handlers.lectures.models import Application, Lecture, LectureHall
from handlers.outreach.models import OutreachRequest, RequestState

GROUPS = 100


def fill(database: Database, applications: int) -> None:
    """So many, of the conversations from 1 on."""
    now = utc_now()
    seed_lectures(database, now)
    with database.write() as session:
        lecture_id = session.exec(select(func.max(Lecture.id))).one()
        hall_id = session.exec(select(func.min(LectureHall.id)).where(LectureHall.lecture_id == lecture_id)).one()
        rows = [
            {"number": f"L-{person:06}", "conversation_id": person, "lecture_id": lecture_id, "hall_id": hall_id}
            | {"units": 1, "language": "ja", "made_at": now, "changed_at": now}
            for person in range(1, applications + 1)
        ]
        session.execute(insert(Application), rows)
        groups = [
            {"number": f"O-{person:06}", "conversation_id": person, "topic": "disaster", "language": "ja"}
            | {
                "state": RequestState.REQUESTED,
                "lecturer": "",
                "place": "",
                "said": "",
                "made_at": now,
                "changed_at": now,
            }
            for person in range(1, min(applications, GROUPS) + 1)
        ]
        session.execute(insert(OutreachRequest), groups)
