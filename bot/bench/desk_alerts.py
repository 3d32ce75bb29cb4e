"""What the staff's pages of a disaster show: messages, a segment, surveys, shelters and what citizens reported."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session, func, select

from bot.clock import utc_now
from bot.db import Database
from bot.demo_data.shelters import seed_shelters
from bot.demo_data.surveys import seed_surveys
from bot.messages import Text
from bot.models.broadcasts import Broadcast
from bot.models.subscriptions import Segment
from bot.services.broadcasts.content import write_content
from handlers.reports.models import DamageIncident
from handlers.shelters.models import Shelter
from handlers.surveys.models import SurveyOpinion

KINDS = ("river", "flood", "light")


def fill(database: Database, count: int) -> None:
    """So many drafts and incidents, a day apart, and the demo's shelters."""
    now, content = utc_now(), write_content({"ja": [Text("-")]})
    seed_shelters(database, now)
    seed_surveys(database, now)
    with database.write() as session:
        drafts = [
            {"kind": "message", "status": "draft", "content": content}
            | {"rule": {"everyone": True}, "is_drill": False, "created_at": now - timedelta(days=number)}
            for number in range(count)
        ]
        session.execute(insert(Broadcast), drafts)
        session.add(Segment(name="bench", rule={"everyone": True}, changed_at=now))
        incidents = [
            {"kind": KINDS[number % 3], "severity": 1 + number % 4, "area": "kawabe", "confidence": 0.5, "note": ""}
            | {"first_at": now - timedelta(days=number), "last_at": now - timedelta(days=number), "reports": 1}
            for number in range(count)
        ]
        session.execute(insert(DamageIncident), incidents)


def find_ids(session: Session) -> Iterator[tuple[str, Any]]:
    """By what addresses call them."""
    last = (
        ("broadcast_id", Broadcast.id),
        ("segment_id", Segment.id),
        ("shelter_id", Shelter.id),
        ("incident_id", DamageIncident.id),
    )
    opinion = session.exec(select(SurveyOpinion).order_by(SurveyOpinion.number).limit(1)).one()
    yield from (("survey_id", opinion.survey_id), ("opinion_id", opinion.id))
    for name, column in last:
        yield name, session.exec(select(func.max(column))).one()
