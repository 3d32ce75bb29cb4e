"""The demo city's surveys: one that is open, with answers, and a public comment that was answered and published."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, select

from bot.clock import TOKYO
from bot.db import Database
from bot.models.broadcasts import Broadcast, BroadcastKind, BroadcastStatus
from bot.settings import DEMO_CITY
from bot.yaml_files import parse_yaml
from handlers.surveys.models import Survey, SurveyAnswer, SurveyOpinion, SurveyText, Via

FILE = DEMO_CITY / "surveys.yml"
KEY = "demo"  # of marks that nobody makes: the answers are invented


def seed_surveys(database: Database, now: datetime) -> int:
    """How many are new; none where there are some."""
    written = parse_yaml(FILE.read_text("utf-8"))
    with database.write() as session:
        if session.exec(select(Survey.id).limit(1)).first() is not None:
            return 0
        for one in reversed(written):  # the open one is the newest
            _write(session, one, now)
    return len(written)


def _write(session: Session, one: Mapping[str, Any], now: datetime) -> None:
    sent_at, closes_at = now - timedelta(days=one["sent"]), now - timedelta(days=one["closes"])
    survey = Survey(
        kind=one["kind"],
        titles=one["titles"],
        intros=one["intros"],
        questions=one["questions"],
        document_url=one.get("document_url", ""),
        asks_name=one.get("asks_name", False),
        rule={"everyone": True},
        key=KEY if closes_at > now else "",
        broadcast_id=_write_broadcast(session, one, sent_at),
        created_at=sent_at,
        closes_at=closes_at,
        is_published=one.get("is_published", False),
    )
    session.add(survey)
    session.flush()
    answers = [_make_answer(survey, given, sent_at) for given in one.get("answers", ()) for _ in range(given["times"])]
    session.add_all(answers)
    session.flush()
    for answer, text in zip(answers, one.get("texts", ()), strict=False):
        session.add(SurveyText(survey_id=survey.id or 0, answer_id=answer.id or 0, **text))
    for number, given in enumerate(one.get("opinions", ()), 1):
        session.add(_make_opinion(survey, number, given, sent_at))


def _write_broadcast(session: Session, one: Mapping[str, Any], sent_at: datetime) -> int | None:
    """That it was sent, to nobody."""
    broadcast = Broadcast(
        kind=BroadcastKind.SURVEY,
        status=BroadcastStatus.SENT,
        origin="demo",
        title=one["titles"]["ja"],
        content={language: [{"kind": "card", "title": said}] for language, said in one["titles"].items()},
        rule={"everyone": True},
        created_at=sent_at,
        frozen_at=sent_at,
        send_at=sent_at,
        started_at=sent_at,
        ended_at=sent_at,
    )
    session.add(broadcast)
    session.flush()
    return broadcast.id


def _make_answer(survey: Survey, given: Mapping[str, Any], at: datetime) -> SurveyAnswer:
    return SurveyAnswer(
        survey_id=survey.id or 0,
        chosen=given["chosen"],
        language=given["language"],
        area=given["area"],
        via=given["via"],
        answered_on=at.astimezone(TOKYO).date(),
        is_doubtful=given.get("is_doubtful", False),
    )


def _make_opinion(survey: Survey, number: int, given: Mapping[str, Any], at: datetime) -> SurveyOpinion:
    return SurveyOpinion(
        number=f"P-{number:06d}",
        survey_id=survey.id or 0,
        words=given["words"],
        name=given.get("name", ""),
        address=given.get("address", ""),
        language="ja",
        via=Via.PAGE,
        received_on=at.astimezone(TOKYO).date(),
        gist=given["gist"],
        reply=given["reply"],
        is_shown=bool(given["gist"]),
    )
