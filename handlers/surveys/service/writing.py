"""Writing a survey, handing it in, and what is done with one that is open."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col, select

from bot.errors import NotFound, UserError
from bot.messages import Message
from bot.models.broadcasts import Broadcast, BroadcastKind
from bot.services import broadcasts
from bot.services.broadcasts import drafting
from bot.services.staff.recording import Acting
from handlers.surveys.models import Survey, SurveyAnswer, SurveyKind, SurveyOpinion
from handlers.surveys.service.actions import SurveyAction, note
from handlers.surveys.service.questions import Question
from handlers.surveys.service.stage import Stage, load_stage


@dataclass(frozen=True)
class Wanted:
    """A survey as its author wants it."""

    kind: SurveyKind
    titles: Mapping[str, str]
    intros: Mapping[str, str]
    questions: Sequence[Question]
    rule: Mapping[str, Any]
    closes_at: datetime
    document_url: str = ""
    asks_name: bool = False


def save(session: Session, survey_id: int | None, wanted: Wanted, acting: Acting) -> Survey:
    """A new one, or a change of one that nobody has handed in. Raises UserError when somebody has."""
    if survey_id is None:
        survey = Survey(
            kind=wanted.kind,
            titles={},
            intros={},
            questions=[],
            rule={},
            key="",
            created_at=acting.now,
            created_by=int(acting.actor.id),
            closes_at=wanted.closes_at,
        )
    else:
        survey = enter(session, survey_id, acting.now, Stage.DRAFT)
        survey.version += 1
    survey.kind, survey.closes_at = wanted.kind, wanted.closes_at
    survey.titles, survey.intros = dict(wanted.titles), dict(wanted.intros)
    survey.questions = [one.to_json() for one in wanted.questions]
    survey.rule, survey.document_url = dict(wanted.rule), wanted.document_url
    survey.asks_name = wanted.asks_name
    survey.key = secrets.token_hex(32)  # also where one was thrown away while it waited
    session.add(survey)
    session.flush()
    note(session, acting, SurveyAction.CREATED if survey_id is None else SurveyAction.CHANGED, survey)
    return survey


def delete(session: Session, survey_id: int, acting: Acting) -> None:
    """A draft alone."""
    survey = enter(session, survey_id, acting.now, Stage.DRAFT)
    if survey.broadcast_id is not None:
        drafting.delete_draft(session, survey.broadcast_id, acting)
    session.delete(survey)
    note(session, acting, SurveyAction.DELETED, survey)


def hand_in(session: Session, survey_id: int, content: Mapping[str, Sequence[Message]], acting: Acting) -> Broadcast:
    """Its message waits for a second person. Raises UserError where it would be over before it begins."""
    survey = enter(session, survey_id, acting.now, Stage.DRAFT)
    if survey.closes_at <= acting.now:
        raise UserError("surveys.admin_wrong_past")
    title = survey.titles["ja"]
    wanted = drafting.Wanted(title[:200], content, survey.rule, BroadcastKind.SURVEY)
    if survey.broadcast_id is None:
        broadcast = drafting.create_draft(session, wanted, acting)
        survey.broadcast_id = broadcast.id
    else:
        broadcast = drafting.update_draft(session, survey.broadcast_id, wanted, acting)
    drafting.submit(session, broadcast.id or 0, acting)
    session.add(survey)
    note(session, acting, SurveyAction.HANDED_IN, survey, broadcast=broadcast.id, version=survey.version)
    return broadcast


def extend(session: Session, survey_id: int, closes_at: datetime, acting: Acting) -> Survey:
    """Only what is still open: when it has closed nobody knows any more who has answered."""
    survey = enter(session, survey_id, acting.now, Stage.OPEN, Stage.PLANNED)
    if closes_at <= acting.now:
        raise UserError("surveys.admin_wrong_past")
    survey.closes_at = closes_at
    session.add(survey)
    note(session, acting, SurveyAction.EXTENDED, survey, until=closes_at.isoformat())
    return survey


def close(session: Session, survey_id: int, acting: Acting) -> Survey:
    """Now; nobody can answer any more, and nobody more is asked."""
    survey = enter(session, survey_id, acting.now, Stage.OPEN)
    if survey.broadcast_id is not None:
        broadcasts.stop(session, survey.broadcast_id, int(acting.actor.id), acting.now)
    survey.closes_at = acting.now
    session.add(survey)
    forget_marks(session, survey)
    note(session, acting, SurveyAction.CLOSED, survey)
    return survey


def publish(session: Session, survey_id: int, is_published: bool, acting: Acting) -> Survey:
    """Whether everybody sees the results; not while it is open, so that nobody answers as the others did."""
    survey = enter(session, survey_id, acting.now, Stage.CLOSED)
    survey.is_published = is_published
    session.add(survey)
    note(session, acting, SurveyAction.PUBLISHED if is_published else SurveyAction.UNPUBLISHED, survey)
    return survey


def forget_marks(session: Session, survey: Survey) -> None:
    """From now on nobody can find out who has answered."""
    for model in (SurveyAnswer, SurveyOpinion):
        session.execute(update(model).where(col(model.survey_id) == survey.id).values(mark=None))
    survey.key = ""
    session.add(survey)
    session.flush()


def enter(session: Session, survey_id: int, now: datetime, *wanted: Stage) -> Survey:
    """The survey, locked. Raises NotFound, and UserError where it stands otherwise."""
    own = select(Survey).where(Survey.id == survey_id).with_for_update()
    survey = session.exec(own.execution_options(populate_existing=True)).first()
    if survey is None:
        raise NotFound(f"there is no survey {survey_id}")
    if load_stage(session, survey, now) not in wanted:
        raise UserError("surveys.admin_overtaken")
    return survey
