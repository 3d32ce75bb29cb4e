"""The weekly sample, from what was asked to what a city publishes and learns from; on both databases."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from bot.db import Database
from bot.errors import NotFound
from knowledge.measure.judgements import (
    Asked,
    draw_sample,
    export_judgements,
    forget_old,
    judge,
    list_open,
    list_sample,
    share_out,
    week_of,
)
from knowledge.measure.models import Verdict
from knowledge.measure.quality import render_quality_page
from knowledge.measure.summaries import add_up, summarise
from knowledge.sources.faq_file import import_faq_file
from tests.knowledge.conftest import ROWS, WriteFile

WEEK = date(2026, 10, 5)
NOW = datetime(2026, 10, 12, 1, tzinfo=UTC)
BANDS = ["answer"] * 60 + ["candidates"] * 30 + ["decline"] * 10
ASKED = [
    Asked(f"質問{number}番", band, 0.5, "tax-1" if band == "answer" else "", ("tax-1", "dog-1"))
    for number, band in enumerate(BANDS)
]


def draw(database: Database, count: int = 20, week: date = WEEK, seed: int = 1) -> list[int]:
    with database.write() as session:
        return [row.id for row in draw_sample(session, ASKED, count, week, seed, now=NOW)]


def test_a_week_begins_on_monday_in_tokyo() -> None:
    assert week_of(datetime(2026, 10, 4, 14, 59, tzinfo=UTC)) == date(2026, 9, 28)
    assert week_of(datetime(2026, 10, 4, 15, 0, tzinfo=UTC)) == WEEK


def test_shares_are_in_proportion_and_leave_no_band_out() -> None:
    assert share_out(20, [60, 30, 10]) == [12, 6, 2]
    assert share_out(10, [970, 20, 10]) == [8, 1, 1]
    assert share_out(2, [50, 50, 50]) == [1, 1, 0]
    assert share_out(9, [3, 2]) == [3, 2]
    assert share_out(5, []) == []


def test_one_sample_a_week_with_the_shares_of_the_bands(database: Database) -> None:
    first = draw(database)
    assert draw(database, count=5, seed=9) == first
    with database.read() as session:
        rows = list_sample(session, WEEK)
        assert Counter(row.band for row in rows) == {"answer": 12, "candidates": 6, "decline": 2}
        assert len({row.utterance for row in rows}) == 20
        assert {bool(row.shown_id) for row in rows if row.band != "answer"} == {False}
        assert [row.band for row in rows] != sorted(row.band for row in rows)
    draw(database, week=WEEK + timedelta(7))
    with database.read() as session:
        assert len(list_open(session)) == 40


def test_words_are_ciphertext_in_the_database(database: Database) -> None:
    draw(database)
    with database.read() as session:
        raw = session.connection().execute(text("SELECT utterance FROM knowledge_judgement")).scalars().all()
    assert len(raw) == 20
    assert not any("質問".encode() in bytes(value) for value in raw)


def test_verdicts_counts_page_and_what_is_learnt(database: Database, write_faq: WriteFile) -> None:
    import_faq_file(database, write_faq(*ROWS))
    draw(database)
    with database.write() as session:
        rows = list_open(session)
        answers, others = [r for r in rows if r.shown_id], [r for r in rows if not r.shown_id]
        for row in answers[:9]:
            judge(session, row.id, Verdict.RIGHT, "staff", now=NOW)
        wrong = judge(session, answers[9].id, Verdict.WRONG, "staff", now=NOW, right_id="dog-1")
        judge(session, answers[10].id, Verdict.ESCALATED, "staff", now=NOW)
        gap = judge(session, others[0].id, Verdict.ABSTAINED_RIGHTLY, "staff", now=NOW, right_id="dog-1")
        missed = judge(session, others[1].id, Verdict.ABSTAINED_WRONGLY, "staff", now=NOW, right_id="waste-1")
        unknown = judge(session, others[2].id, Verdict.ABSTAINED_WRONGLY, "staff", now=NOW)
    with database.read() as session:
        (summary,) = summarise(session, WEEK)
        assert summarise(session, WEEK + timedelta(1)) == []
        queries, qrels = export_judgements(session)
        assert len(list_open(session)) == 20 - 14
    assert (summary.sampled, summary.judged, summary.right, summary.wrong) == (20, 14, 9, 1)
    assert (summary.abstained, summary.escalated, summary.answered_right.value) == (3, 1, 0.9)
    assert 0.55 < summary.answered_right.low < 0.65
    assert queries.keys() == qrels.keys()
    assert len(queries) == 12  # all but the one for a person, and the one whose right entry nobody knows
    assert qrels[f"j{wrong.id}"] == {"tax-1": 0, "dog-1": 2}
    assert (qrels[f"j{gap.id}"], qrels[f"j{missed.id}"]) == ({}, {"waste-1": 2})
    assert f"j{unknown.id}" not in qrels
    page = render_quality_page([summary], city="見本市")
    assert "直接お答えした10件のうち、9件（90%）" in page
    assert "令和8年10月5日" in page
    assert not any(words in page for words in (*queries.values(), "tax-1", "staff"))
    assert add_up([summary, summary]).judged == 28


def test_verdicts_that_make_no_sense_are_refused(database: Database) -> None:
    draw(database)
    with database.write() as session:
        answered = next(row for row in list_open(session) if row.shown_id)
        with pytest.raises(ValueError, match="abstained_rightly is no verdict"):
            judge(session, answered.id, Verdict.ABSTAINED_RIGHTLY, "staff", now=NOW)
        with pytest.raises(NotFound, match="no entry 'none'"):
            judge(session, answered.id, Verdict.WRONG, "staff", now=NOW, right_id="none")
        with pytest.raises(NotFound, match="no judgement 0"):
            judge(session, 0, Verdict.WRONG, "staff", now=NOW)
        assert len(list_open(session)) == 20


def test_after_a_year_the_words_are_gone_and_the_counts_stay(database: Database) -> None:
    draw(database)
    with database.write() as session:
        row = list_open(session)[0]
        judge(session, row.id, Verdict.ESCALATED, "staff", now=NOW)
    with database.write() as session:
        assert forget_old(session, NOW + timedelta(365)) == 0
        assert forget_old(session, NOW + timedelta(366)) == 20
        assert forget_old(session, NOW + timedelta(366)) == 0
    with database.read() as session:
        (kept,) = list_sample(session, WEEK)
        assert (kept.utterance, kept.verdict) == (None, "escalated")
        assert export_judgements(session) == ({}, {})
        assert summarise(session, WEEK)[0].escalated == 1
