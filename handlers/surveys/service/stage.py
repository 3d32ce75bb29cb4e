"""How a survey stands: what its broadcast says, and the clock."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, col, select

from bot.models.broadcasts import Broadcast, BroadcastStatus
from handlers.surveys.models import Survey

LISTED = 100


class Stage(StrEnum):
    DRAFT = "draft"
    WAITING = "waiting"  # for a second person
    PLANNED = "planned"  # let out, and not left yet
    OPEN = "open"
    CLOSED = "closed"


ASKED = (Stage.OPEN, Stage.CLOSED)  # everybody may know of it


def find_stage(survey: Survey, broadcast: Broadcast | None, now: datetime) -> Stage:
    """Open from the moment its broadcast may leave until it closes."""
    if broadcast is None or broadcast.status == BroadcastStatus.DRAFT:
        return Stage.DRAFT
    if broadcast.status == BroadcastStatus.WAITING:
        return Stage.WAITING
    if now >= survey.closes_at:
        return Stage.CLOSED
    has_begun = broadcast.started_at is not None or (broadcast.send_at or broadcast.created_at) <= now
    if broadcast.status == BroadcastStatus.STOPPED and broadcast.started_at is None:
        return Stage.CLOSED
    return Stage.OPEN if has_begun else Stage.PLANNED


def load_stage(session: Session, survey: Survey, now: datetime) -> Stage:
    broadcast = session.get(Broadcast, survey.broadcast_id) if survey.broadcast_id else None
    return find_stage(survey, broadcast, now)


def list_surveys(session: Session, now: datetime) -> list[tuple[Survey, Stage]]:
    """The newest first."""
    statement = (
        select(Survey, Broadcast)
        .outerjoin(Broadcast, col(Broadcast.id) == col(Survey.broadcast_id))
        .order_by(col(Survey.id).desc())
        .limit(LISTED)
    )
    return [(survey, find_stage(survey, broadcast, now)) for survey, broadcast in session.exec(statement)]


def list_open(session: Session, now: datetime) -> list[Survey]:
    """Those that end first come first."""
    found = [survey for survey, stage in list_surveys(session, now) if stage is Stage.OPEN]
    return sorted(found, key=lambda survey: survey.closes_at)


def find_open(session: Session, survey_id: int, now: datetime) -> Survey | None:
    survey = session.get(Survey, survey_id)
    return survey if survey is not None and load_stage(session, survey, now) is Stage.OPEN else None
