"""Lessons near a query lend it the texts that they find."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.db import Database
from knowledge.encoders.hashing import HashingEncoder
from knowledge.index.bridge import LENT, Bridge, Texts, build_bridge
from knowledge.index.build import build_index
from knowledge.index.lexical import WordIndex
from knowledge.index.snapshot import load_snapshot
from knowledge.index.vectors import FaissIndex
from knowledge.lessons.vectors import NO_LESSON, LessonVectors
from knowledge.sources.faq_file import import_faq_file
from tests.knowledge.conftest import ROWS, WriteFile


def unit(*numbers: float) -> np.ndarray:
    vector = np.array(numbers, dtype=np.float32)
    return vector / np.linalg.norm(vector)


# Lesson 0 is asked along the first axis and says in office words the second; lesson 1 the third and the fourth.
LESSONS = LessonVectors(
    np.array(
        [unit(0, 1, 0, 0), unit(1, 0, 0, 0), unit(0, 1, 0, 0.1), unit(0, 0, 0, 1), unit(0, 0, 1, 0), unit(0, 0, 0, 1)]
    ),
    np.array([0, 3, 6], np.int32),
)


def texts(count: int = 2) -> Texts:
    questions = np.array([unit(0, 1, 0.2, 0), unit(0, 0, 0, 1)])[:count]
    units = np.arange(count, dtype=np.int32)
    words = WordIndex.build([["住民票"], ["ごみ"]][:count])
    return Texts(words, questions, units, questions, units, None, count)


def lend(bridge: Bridge, vector: np.ndarray, count: int) -> np.ndarray:
    return bridge.lend(bridge.look(vector), count)


def test_a_query_far_from_every_text_is_lent_what_its_lesson_finds() -> None:
    built = build_bridge(LESSONS, [["住民票"], ["ごみ"]], texts())
    assert built is not None
    query = unit(1, 0, 0.02, 0)
    assert np.abs(query @ texts().questions.T).max() < 0.01
    lent = lend(built, query, 2)
    assert lent[0] > 0.9
    assert lent[1] < 0.1
    assert lend(built, unit(0, 0, 1, 0.02), 2).argmax() == 1


def test_what_is_lent_falls_with_distance() -> None:
    built = build_bridge(LESSONS, [["住民票"], ["ごみ"]], texts())
    assert built is not None
    lent = lend(built, unit(1, 0, 0.98, 0), 2)
    assert 1 > lent[0] > lent[1] > 0.1
    assert lent.sum() == pytest.approx(1, abs=0.1)


def test_a_matter_is_nearer_to_lessons_than_to_the_others() -> None:
    others = np.array([unit(-1, 0, 0, 0), unit(-1, 0.1, 0, 0)])
    lessons = LessonVectors(np.vstack([LESSONS.rows, others]), LESSONS.starts)
    built = build_bridge(lessons, [["住民票"], ["ごみ"]], texts())
    assert built is not None
    assert built.look(unit(1, 0.2, 0, 0)).matter > 0.5
    chat = built.look(unit(-1, 0.05, 0, 0))
    assert chat.matter < -0.2
    assert set(chat.lessons()) == {0, 1}
    assert NO_LESSON in chat.owners


def test_no_text_no_bridge() -> None:
    nothing = np.zeros((0, 4), np.float32)
    none = np.zeros(0, np.int32)
    assert build_bridge(LESSONS, [[], []], Texts(WordIndex.build([]), nothing, none, nothing, none, None, 0)) is None


def test_a_lesson_lends_its_best_texts_only() -> None:
    count = 3 * LENT
    rng = np.random.default_rng(0)
    questions = rng.normal(size=(count, 4)).astype(np.float32)
    questions /= np.linalg.norm(questions, axis=1, keepdims=True)
    units = np.arange(count, dtype=np.int32)
    city = Texts(WordIndex.build([["語"]] * count), questions, units, questions, units, None, count)
    built = build_bridge(LESSONS, [["語"], ["語"]], city)
    assert built is not None
    lent = lend(built, unit(1, 0, 0, 0), count)
    assert 0 < (lent > 0).sum() <= 2 * LENT
    assert lent.argmax() == (questions @ LESSONS.questions[0]).argmax()


def test_written_and_read_it_is_the_same(tmp_path: Path) -> None:
    built = build_bridge(LESSONS, [["住民票"], ["ごみ"]], texts())
    assert built is not None
    built.wordings.save(tmp_path / "lessons")
    again = Bridge.from_arrays(FaissIndex.load(tmp_path / "lessons"), built.arrays())
    query = unit(1, 0.3, 0, 0)
    assert np.array_equal(lend(again, query, 2), lend(built, query, 2))
    assert np.allclose(again.wordings.read_vectors(), LESSONS.rows, atol=0.01)


class Understanding(HashingEncoder):
    """Counts what it embeds."""

    knows_meaning = True

    def __init__(self) -> None:
        super().__init__()
        self.embedded = 0

    def _encode(self, texts):  # type: ignore[no-untyped-def]
        self.embedded += len(texts)
        return super()._encode(texts)


def test_lessons_are_embedded_once_for_an_encoder(database: Database, write_faq: WriteFile, tmp_path: Path) -> None:
    encoder, folder = Understanding(), tmp_path / "index"
    import_faq_file(database, write_faq(*ROWS[:2]))
    build_index(database, encoder, folder)
    first = encoder.embedded
    assert first > 10_000
    import_faq_file(database, write_faq(*ROWS))
    build_index(database, encoder, folder)
    assert encoder.embedded - first < 20
    snapshot = load_snapshot(folder)
    assert snapshot is not None
    assert snapshot.bridge is not None
    assert lend(snapshot.bridge, encoder.encode_query(["粗大ごみを捨てたい"])[0], len(snapshot.units)).max() > 0


def test_an_encoder_of_letters_has_no_bridge(database: Database, write_faq: WriteFile, tmp_path: Path) -> None:
    import_faq_file(database, write_faq(*ROWS))
    build_index(database, HashingEncoder(), tmp_path / "index")
    snapshot = load_snapshot(tmp_path / "index")
    assert snapshot is not None
    assert snapshot.bridge is None
    assert snapshot.manifest.lessons == ""
