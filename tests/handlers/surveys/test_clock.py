"""What goes when a survey is over, and when the retention is."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import text
from sqlmodel import select

from bot.bell import Bell
from bot.clock import utc_now
from bot.db import Database
from bot.models.broadcasts import BroadcastStatus
from handlers.surveys.clock import create_clock
from handlers.surveys.models import Survey, SurveyAnswer, SurveyKind, SurveyOpinion, SurveyText
from handlers.surveys.service.forgetting import close_due, forget_words
from tests.handlers.surveys.asked import LIKED, WORDS, add_survey, answer

KEPT_DAYS = 30


def test_marks_go_with_the_end_and_words_with_the_retention(database: Database) -> None:
    now = utc_now()
    survey_id = add_survey(database, (LIKED, WORDS))
    draft_id = add_survey(database, status=BroadcastStatus.DRAFT, hours=48)
    answer(database, survey_id, "a", {"q1": ["5"]}, {"q3": "早い"})
    answer(database, survey_id, "b", {"q1": ["5"]}, {"q3": "遅い"})
    comment_id = add_survey(database, (), kind=SurveyKind.COMMENT)
    with database.write() as session:
        session.exec(select(SurveyText)).all()[0].is_shown = True
        opinion = SurveyOpinion(
            number="P-1", survey_id=comment_id, mark="m", words="木を", name="佐藤", address="東町", language="ja",
            via="page", received_on=now.date(), gist="緑",
        )  # fmt: skip
        session.add(opinion)
        assert close_due(session, now) == 0
        assert close_due(session, now + timedelta(hours=25)) == 2
    with database.read() as session:
        assert {one.mark for one in session.exec(select(SurveyAnswer))} == {None}
        assert {one.mark for one in session.exec(select(SurveyOpinion))} == {None}
        assert [bool(session.get_one(Survey, id).key) for id in (survey_id, draft_id)] == [False, True]
        assert len(session.exec(select(SurveyText)).all()) == 2
    with database.write() as session:
        assert forget_words(session, now + timedelta(days=KEPT_DAYS), KEPT_DAYS) == 0
        later = now + timedelta(days=KEPT_DAYS + 1, hours=1)
        assert (forget_words(session, later, KEPT_DAYS), forget_words(session, later, KEPT_DAYS)) == (2, 0)
    with database.read() as session:
        assert [one.is_shown for one in session.exec(select(SurveyText))] == [True]
        assert len(session.exec(select(SurveyAnswer)).all()) == 2
        (row,) = session.exec(select(SurveyOpinion)).all()
        assert (row.words, row.name, row.address, row.gist) == ("", "", "", "緑")


def test_what_is_personal_lies_encrypted(database: Database) -> None:
    survey_id = add_survey(database, (LIKED, WORDS))
    answer(database, survey_id, "a", {"q1": ["5"]}, {"q3": "secret words"})
    with database.read() as session:
        (stored,) = session.execute(text("SELECT words FROM survey_text")).scalars()
        assert b"secret" not in bytes(stored)


def test_the_scheduler_runs_it(database: Database, house: object) -> None:
    add_survey(database, hours=-1)
    create_clock(database, house, Bell()).run(utc_now())  # type: ignore[arg-type]
    with database.read() as session:
        assert session.get_one(Survey, 1).key == ""
