"""Which judgements say whether the first hit of today's index is right; on both databases."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.clock import utc_now
from bot.db import Database
from knowledge.crawl.source import crawl_source
from knowledge.encoders.hashing import HashingEncoder
from knowledge.index.build import build_index
from knowledge.measure.first_hits import find_judged_hits, list_judged
from knowledge.measure.judgements import Asked, draw_sample, judge
from knowledge.measure.models import Verdict
from knowledge.search import Knowledge
from knowledge.sources.faq_file import import_faq_file
from tests.knowledge.conftest import ROWS, WriteFile

ASKED = "粗大ごみの出し方を知りたい"  # its first hit is waste-1
WEEK = date(2026, 10, 5)


def judged(database: Database, verdict: Verdict, shown_id: str = "", right_id: str = "", asked: str = ASKED) -> None:
    band = "answer" if shown_id else "candidates"
    with database.write() as session:
        (row,) = draw_sample(session, [Asked(asked, band, 0.5, shown_id)], 1, WEEK, 1, now=utc_now())
        judge(session, row.id or 0, verdict, "staff", now=utc_now(), right_id=right_id)


def say(database: Database, knowledge: Knowledge) -> list[bool]:
    with database.read() as session:
        rows = list_judged(session)
        session.expunge_all()
    return [hit.right for hit in find_judged_hits(database, knowledge, rows, lambda *_: None)]


@pytest.mark.parametrize(
    ("verdict", "shown_id", "right_id", "says"),
    [
        (Verdict.RIGHT, "waste-1", "", [True]),
        (Verdict.RIGHT, "waste-1-en", "", [True]),  # the same in the citizen's language
        (Verdict.RIGHT, "tax-1", "", [False]),  # today another is first
        (Verdict.WRONG, "waste-1", "tax-1", [False]),
        (Verdict.WRONG, "tax-1", "waste-1", [True]),  # today the right one is first
        (Verdict.WRONG, "waste-1", "", [False]),
        (Verdict.WRONG, "tax-1", "", []),  # of waste-1 nobody said anything
        (Verdict.ABSTAINED_WRONGLY, "", "waste-1", [True]),
        (Verdict.ABSTAINED_WRONGLY, "", "dog-1", [False]),
        (Verdict.ABSTAINED_WRONGLY, "", "", []),  # there is one, and it may be this
        (Verdict.ABSTAINED_RIGHTLY, "", "", [False]),
        (Verdict.ESCALATED, "", "", []),
        (Verdict.ESCALATED, "waste-1", "", []),
    ],
)
def test_what_each_verdict_says(
    knowledge: Knowledge, database: Database, verdict: Verdict, shown_id: str, right_id: str, says: list[bool]
) -> None:
    judged(database, verdict, shown_id, right_id)
    assert say(database, knowledge) == says


def test_what_is_not_judged_or_forgotten_says_nothing(knowledge: Knowledge, database: Database) -> None:
    with database.write() as session:
        rows = draw_sample(session, [Asked(ASKED, "decline", 0.1)] * 2, 2, WEEK, 1, now=utc_now())
        judge(session, rows[0].id or 0, Verdict.ABSTAINED_RIGHTLY, "staff", now=utc_now())
        rows[0].utterance = None
    assert say(database, knowledge) == []


def test_a_gap_that_was_closed_since_says_nothing(
    knowledge: Knowledge, database: Database, folder: Path, write_faq: WriteFile
) -> None:
    judged(database, Verdict.ABSTAINED_RIGHTLY, asked="水道の使用を始めたい")
    assert say(database, knowledge) == [False]
    import_faq_file(database, write_faq(*ROWS, "water-1,水道の使用を始めたい。,電話で申し込みます。,,,,,,"))
    build_index(database, HashingEncoder(), folder)
    assert say(database, knowledge) == []


def test_what_was_taken_back_since_says_nothing(
    knowledge: Knowledge, database: Database, folder: Path, write_faq: WriteFile
) -> None:
    judged(database, Verdict.RIGHT, "waste-1")
    import_faq_file(database, write_faq(*ROWS[2:]), replace=True)
    build_index(database, HashingEncoder(), folder)
    assert say(database, knowledge) == []


def test_a_question_of_another_city_says_nothing(knowledge: Knowledge, database: Database) -> None:
    judged(database, Verdict.ABSTAINED_RIGHTLY, asked="横浜市の粗大ごみの出し方を知りたい")
    assert knowledge.search("横浜市の粗大ごみの出し方を知りたい").elsewhere
    assert say(database, knowledge) == []


def test_a_page_is_named_whole_or_by_its_section(database: Database, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "a.html").write_text("<h1>犬の登録</h1><p>犬の登録は保健所で行います。", "utf-8")
    crawl_source(database, str(tmp_path / "pages"), "https://city.example/")
    build_index(database, HashingEncoder(), folder)
    knowledge = Knowledge(database, HashingEncoder(), folder)
    section = knowledge.search("犬の登録").hits[0].id
    for number, right_id in enumerate((section, section.partition("#")[0])):
        with database.write() as session:
            week = WEEK + timedelta(weeks=number)
            (row,) = draw_sample(session, [Asked("犬の登録", "candidates", 0.5)], 1, week, 1, now=utc_now())
            judge(session, row.id or 0, Verdict.ABSTAINED_WRONGLY, "staff", now=utc_now(), right_id=right_id)
    assert section != section.partition("#")[0]
    assert say(database, knowledge) == [True, True]


def test_the_logits_are_those_of_the_shipped_probability(knowledge: Knowledge, database: Database) -> None:
    judged(database, Verdict.RIGHT, "waste-1")
    with database.read() as session:
        (found,) = find_judged_hits(database, knowledge, list_judged(session), lambda *_: None)
    said = knowledge.search(ASKED).probability
    assert 1 / (1 + 2.718281828459045**-found.logits) == pytest.approx(said)
