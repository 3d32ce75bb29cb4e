"""Surveys that were let out, and people who answer them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlmodel import SQLModel, select

from bot.clock import utc_now
from bot.db import Database
from bot.models.broadcasts import Broadcast, BroadcastStatus
from handlers.surveys.models import Survey, SurveyKind, Via
from handlers.surveys.service.answering import take_answers
from handlers.surveys.service.marks import Answerer
from handlers.surveys.service.questions import Answered, Question, QuestionKind

LIKED = Question("q1", QuestionKind.SCALE, {"ja": "窓口はいかがでしたか", "en": "How was the counter?"})
PART = Question("q2", QuestionKind.SEVERAL_OF, {"ja": "何を使いましたか"}, [{"ja": "証明書"}, {"ja": "相談"}])
WORDS = Question("q3", QuestionKind.TEXT, {"ja": "ほかにありますか"}, (), False)


def add_survey(
    database: Database,
    questions: Sequence[Question] = (LIKED,),
    *,
    kind: SurveyKind = SurveyKind.SATISFACTION,
    status: BroadcastStatus = BroadcastStatus.SENT,
    hours: float = 24,
    **more: Any,
) -> int:
    """One that left an hour ago and closes so many hours from now."""
    now = utc_now()
    with database.write() as session:
        broadcast = Broadcast(kind="survey", status=status, content={}, rule={}, created_at=now, send_at=now)
        broadcast.send_at = broadcast.started_at = now - timedelta(hours=1)
        session.add(broadcast)
        session.flush()
        survey = Survey(
            kind=kind,
            titles={"ja": "窓口の満足度", "en": "The counter"},
            intros={},
            questions=[one.to_json() for one in questions],
            rule={"everyone": True},
            key="a" * 64,
            broadcast_id=broadcast.id,
            created_at=now,
            closes_at=now + timedelta(hours=hours),
            **more,
        )
        session.add(survey)
        session.flush()
        return survey.id or 0


def answer(
    database: Database,
    survey_id: int,
    who: str,
    chosen: Mapping[str, list[str]],
    texts: Mapping[str, str] | None = None,
    language: str = "ja",
    area: str = "",
    *,
    doubtful: bool = False,
) -> bool:
    with database.write() as session:
        survey = session.get_one(Survey, survey_id)
        answerer = Answerer(who, Via.PAGE, language, area)
        answered = Answered(dict(chosen), dict(texts or {}))
        return take_answers(session, survey, answerer, answered, utc_now(), doubtful=doubtful)


def close(database: Database, survey_id: int, **more: Any) -> None:
    with database.write() as session:
        survey = session.get_one(Survey, survey_id)
        survey.closes_at = utc_now() - timedelta(minutes=1)
        for name, value in more.items():
            setattr(survey, name, value)
        session.add(survey)


def rows(database: Database, model: type[SQLModel]) -> list[Any]:
    """All there are."""
    with database.read() as session:
        return list(session.exec(select(model)).all())
