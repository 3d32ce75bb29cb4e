"""The lessons as an encoder sees them, and that what is shipped is of the lessons and the encoder that are shipped."""

from __future__ import annotations

import numpy as np
import pytest

from knowledge.encoders.bundled import BundledEncoder
from knowledge.encoders.hashing import HashingEncoder
from knowledge.lessons.reading import Lesson, lessons_digest, read_lessons
from knowledge.lessons.vectors import NO_LESSON, Shipped, count_rows, embed_lessons
from nlu.tokenizer import content_words

LESSONS = [
    Lesson("a/a", "住民票の請求について", "請求書をお送りください。", ("家に送って",)),
    Lesson("a/b", "粗大ごみについて", "電話で申し込みます。", ("ソファー", "捨てたい", "たんす"), "en", "sofa"),
]


def test_rows_are_question_wordings_answer() -> None:
    encoder, told = HashingEncoder(), list[tuple[int, int]]()
    vectors = embed_lessons(encoder, LESSONS, ["こんにちは"], lambda done, total: told.append((done, total)))
    assert vectors.starts.tolist() == [0, 3, 9]
    assert vectors.owners.tolist() == [0] * 3 + [1] * 6 + [NO_LESSON]
    assert np.array_equal(vectors.questions, encoder.encode_query([lesson.question for lesson in LESSONS]))
    assert np.array_equal(vectors.answers, encoder.encode_document([lesson.answer for lesson in LESSONS]))
    assert np.array_equal(vectors.rows[7], encoder.encode_query(["sofa"])[0])
    assert np.array_equal(vectors.rows[9], encoder.encode_query(["こんにちは"])[0])
    assert told == [(8, 10), (10, 10)]


def test_what_is_shipped_is_up_to_date() -> None:
    lessons, shipped = read_lessons(), Shipped.read()
    assert shipped.encoder == BundledEncoder.name
    assert shipped.digest == lessons_digest()
    assert len(shipped.words) == len(lessons)
    for lesson, words in list(zip(lessons, shipped.words, strict=True))[::500]:
        assert list(words) == content_words(f"{lesson.question}\n{lesson.answer}")


def test_shipped_vectors_are_the_encoder_s_but_for_rounding() -> None:
    lessons, vectors, encoder = read_lessons(), Shipped.read_vectors(), BundledEncoder()
    assert vectors.starts.tolist() == count_rows(lessons).tolist()
    chosen = list(range(0, len(lessons), 400))
    asked = encoder.encode_query([lessons[place].question for place in chosen])
    told = encoder.encode_document([lessons[place].answer for place in chosen])
    assert (asked * vectors.questions[chosen]).sum(1).min() > 0.999
    assert (told * vectors.answers[chosen]).sum(1).min() > 0.999
    assert np.linalg.norm(vectors.rows, axis=1) == pytest.approx(1, abs=1e-5)
