"""The weekly sample of what was asked; on both databases."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

from sqlmodel import col, select

from bot.clock import TOKYO
from bot.db import Database
from bot.models.conversation import Conversation
from bot.sampling import SAMPLE, draw_weekly_sample
from handlers.faq.models import FaqAnswer
from knowledge.measure.judgements import list_sample
from knowledge.measure.models import KnowledgeJudgement

MONDAY = date(2026, 11, 2)
SUNDAY_NIGHT = datetime(2026, 11, 8, 23, 59, tzinfo=TOKYO)
NEXT_MONDAY = datetime(2026, 11, 9, 0, 1, tzinfo=TOKYO)


def ask(database: Database, at: datetime, *utterances: str, band: str = "answer") -> None:
    """Questions of one citizen at a moment."""
    with database.write() as session:
        conversation = session.exec(select(Conversation)).first() or Conversation(
            channel="web", address="a", address_fingerprint="f", created_at=at
        )
        session.add(conversation)
        session.flush()
        assert conversation.id is not None
        for utterance in utterances:
            key = f"{at.timestamp()}-{utterance}"
            session.add(
                FaqAnswer(
                    key=key,
                    conversation_id=conversation.id,
                    utterance=utterance,
                    entry_ids=["tax-1", "dog-1"],
                    shown_id="dog-1",  # looked at afterwards
                    band=band,
                    probability=0.5,
                    at=at,
                )
            )


def sample(database: Database, week: date = MONDAY) -> Sequence[KnowledgeJudgement]:
    with database.read() as session:
        rows = list_sample(session, week)
        session.expunge_all()
        return rows


def test_the_week_is_drawn_when_it_is_over_in_tokyo(database: Database) -> None:
    ask(database, datetime(2026, 11, 1, 14, 59, tzinfo=UTC), "前の週の質問")
    ask(database, datetime(2026, 11, 1, 15, 0, tzinfo=UTC), "月曜の質問")
    ask(database, SUNDAY_NIGHT, "日曜の質問")
    ask(database, NEXT_MONDAY, "次の週の質問")
    assert draw_weekly_sample(database, SUNDAY_NIGHT) == 1  # the week before
    assert sample(database) == []
    assert draw_weekly_sample(database, NEXT_MONDAY) == 2
    assert {row.utterance for row in sample(database)} == {"月曜の質問", "日曜の質問"}


def test_a_late_scheduler_draws_what_is_due_and_nothing_twice(database: Database) -> None:
    ask(database, SUNDAY_NIGHT, *(f"質問{number}" for number in range(SAMPLE + 30)))
    assert draw_weekly_sample(database, NEXT_MONDAY + timedelta(days=3)) == SAMPLE
    drawn = [(row.id, row.utterance) for row in sample(database)]
    with database.write() as session:
        for row in session.exec(select(FaqAnswer).order_by(col(FaqAnswer.id)).limit(40)):
            session.delete(row)
    assert draw_weekly_sample(database, NEXT_MONDAY + timedelta(days=4)) == SAMPLE
    assert [(row.id, row.utterance) for row in sample(database)] == drawn


def test_several_schedulers_at_once_draw_one_sample(database: Database) -> None:
    ask(database, SUNDAY_NIGHT, *(f"質問{number}" for number in range(SAMPLE + 30)))
    with ThreadPoolExecutor(4) as pool:
        counts = list(pool.map(lambda _: draw_weekly_sample(database, NEXT_MONDAY), range(4)))
    assert counts == [SAMPLE] * 4
    rows = sample(database)
    assert [row.number for row in rows] == list(range(SAMPLE))
    assert len({row.utterance for row in rows}) == SAMPLE


def test_what_is_judged_is_what_the_counter_answered_at_once(database: Database) -> None:
    ask(database, SUNDAY_NIGHT, "質問")
    ask(database, SUNDAY_NIGHT, "どれか", band="candidates")
    draw_weekly_sample(database, NEXT_MONDAY)
    assert {row.utterance: (row.band, row.shown_id, row.offered_ids) for row in sample(database)} == {
        "質問": ("answer", "tax-1", ["tax-1", "dog-1"]),
        "どれか": ("candidates", "", ["tax-1", "dog-1"]),
    }


def test_the_sample_knows_nobody(database: Database) -> None:
    ask(database, SUNDAY_NIGHT, "私の電話は090-1234-5678です。住民票はいくらですか", "")
    assert draw_weekly_sample(database, NEXT_MONDAY) == 1  # what was taken back is not drawn
    (row,) = sample(database)
    assert row.utterance is not None
    assert "1234" not in row.utterance and "住民票はいくらですか" in row.utterance


def test_a_week_without_a_question_has_no_sample(database: Database) -> None:
    assert draw_weekly_sample(database, NEXT_MONDAY) == 0
