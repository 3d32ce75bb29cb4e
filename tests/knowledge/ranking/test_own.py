"""A city's own probability in its database, and the search that takes it over; on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import IntegrityError

from bot.db import Database
from knowledge.encoders.hashing import HashingEncoder
from knowledge.index.build import build_index
from knowledge.index.embedding import encoder_key
from knowledge.ranking.own import OwnCorrection, find_own, forget_own, has_own, store_own
from knowledge.ranking.probability import SHIPPED_AS_IT_IS, Correction, load_calibration
from knowledge.search import Knowledge
from knowledge.sources.faq_file import import_faq_file
from tests.knowledge.conftest import ROWS, WriteFile

ENCODER = encoder_key(HashingEncoder())
SHIPPED = load_calibration(HashingEncoder().name)
LOW = Correction(0.5, -2.0)
NOW = datetime(2026, 10, 12, 1, tzinfo=UTC)
ASKED = "粗大ごみの出し方"


def keep(database: Database, correction: Correction = LOW, encoder: str = ENCODER) -> None:
    with database.write() as session:
        store_own(session, encoder, SHIPPED, correction, 40, now=NOW)


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """The statements that the database gets inside."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield seen
    event.remove(database.engine, "before_cursor_execute", note)


def test_one_for_each_encoder_the_last_in_force(database: Database) -> None:
    for correction in (Correction(0.9, 0.1), LOW):
        keep(database, correction)
    keep(database, Correction(2.0, 0.0), "other/1")
    with database.read() as session:
        row = find_own(session, ENCODER, SHIPPED)
        assert row is not None
        assert (row.scale, row.shift, row.cases, row.fitted_at) == (0.5, -2.0, 40, NOW)
        other = find_own(session, "other/1", SHIPPED)
        assert other is not None
        assert other.scale == 2.0
    with database.write() as session:
        assert forget_own(session) == 2
        assert forget_own(session) == 0
        assert not has_own(session)


def test_no_scale_that_turns_the_order_round_gets_into_the_table(database: Database) -> None:
    with pytest.raises(IntegrityError, match="scale_above_zero"):
        keep(database, Correction(0.0, 1.0))


def test_it_means_nothing_for_another_encoder_or_other_coefficients(database: Database) -> None:
    keep(database)
    fitted_anew = replace(SHIPPED, plain=replace(SHIPPED.plain, intercept=SHIPPED.plain.intercept + 0.01))
    assert OwnCorrection(database, ENCODER, SHIPPED).get() == LOW
    assert OwnCorrection(database, "hashing-128/0", SHIPPED).get() == SHIPPED_AS_IT_IS
    assert OwnCorrection(database, ENCODER, fitted_anew).get() == SHIPPED_AS_IT_IS
    with database.read() as session:
        assert has_own(session)


def test_the_search_says_the_corrected_one(knowledge: Knowledge, database: Database, folder: Path) -> None:
    shipped = Knowledge(database, HashingEncoder(), folder, correction=SHIPPED_AS_IT_IS)
    likely, unlikely = (shipped.search(asked) for asked in (ASKED, "今日の天気"))
    assert knowledge.search(ASKED) == likely  # none is kept yet
    keep(database)
    started = Knowledge(database, HashingEncoder(), folder)
    assert started.search(ASKED).probability < likely.probability
    assert started.search(ASKED).probability > started.search("今日の天気").probability
    assert started.search(ASKED).hits == likely.hits
    assert shipped.search(ASKED) == likely
    assert likely.probability > unlikely.probability


def test_a_running_search_takes_it_over_with_the_next_index(
    knowledge: Knowledge, database: Database, folder: Path, write_faq: WriteFile
) -> None:
    before = knowledge.search(ASKED).probability
    keep(database)
    assert knowledge.search(ASKED).probability == before
    import_faq_file(database, write_faq(*ROWS, "new,新しい質問,新しい答え,,,,,,"))
    build_index(database, HashingEncoder(), folder)
    assert knowledge.search(ASKED).probability < before - 0.1


def test_it_is_read_again_when_its_time_has_come(database: Database) -> None:
    at_once, later = (OwnCorrection(database, ENCODER, SHIPPED, seconds) for seconds in (0, 3_600))
    assert at_once.get() == later.get() == SHIPPED_AS_IT_IS
    keep(database)
    assert (at_once.get(), later.get()) == (LOW, SHIPPED_AS_IT_IS)
    with database.write() as session:
        forget_own(session)
    assert at_once.get() == SHIPPED_AS_IT_IS


def test_the_database_is_not_asked_for_each_search(knowledge: Knowledge, database: Database) -> None:
    knowledge.refresh()
    with counted(database) as statements:
        for _ in range(20):
            knowledge.search(ASKED)
    assert sum("knowledge_calibration" in statement for statement in statements) == 1
    assert sum("SELECT" in statement for statement in statements) == 1


def test_while_the_database_fails_the_last_one_stays(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    own = OwnCorrection(database, ENCODER, SHIPPED, 0)
    keep(database)
    assert own.get() == LOW
    with database.write() as session:
        session.execute(text("DROP TABLE knowledge_calibration"))
    assert own.get() == LOW
    assert "the city's own probability can't be read" in caplog.text
