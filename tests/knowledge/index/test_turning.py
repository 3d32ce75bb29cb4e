"""Questions are turned towards their answers where that can be learned, and left alone where it can't."""

from __future__ import annotations

import io

import numpy as np
import pytest

from knowledge.encoders.protocol import Vectors
from knowledge.index.turning import LEAST_PAIRS, MOST_VECTORS, Turning, learn_turning

PAIRS = 400
DIMENSION = 32


def unit_length(vectors: Vectors) -> Vectors:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


@pytest.fixture(scope="module")
def spoken() -> tuple[Vectors, Vectors]:
    """Questions, and answers that say the same in a space that is turned and blurred."""
    dice = np.random.default_rng(3)
    questions = dice.normal(size=(PAIRS, DIMENSION))
    turn = np.linalg.qr(dice.normal(size=(DIMENSION, DIMENSION)))[0]
    answers = 0.5 * questions + questions @ turn + 0.3 * dice.normal(size=questions.shape)
    return unit_length(questions), unit_length(answers)


def learn(questions: Vectors, answers: Vectors, learned_from: int, known: Turning | None = None) -> Turning | None:
    rows = np.arange(len(questions), dtype=np.int32)
    pairs = np.column_stack([rows, rows])[:learned_from].astype(np.int64)
    return learn_turning(questions, answers, rows, pairs, known)


def find(turning: Turning, vector: Vectors) -> Vectors:
    return turning.answer_scores(turning.turn(vector), PAIRS)


def share_first(scores: list[Vectors], rows: range) -> float:
    return float(np.mean([scores[place].argmax() == row for place, row in enumerate(rows)]))


def test_pairs_that_were_not_learned_from_come_nearer(spoken: tuple[Vectors, Vectors]) -> None:
    questions, answers = spoken
    turning = learn(questions, answers, learned_from=300)
    assert turning is not None
    unseen = range(300, PAIRS)
    before = share_first([answers @ questions[row] for row in unseen], unseen)
    after = share_first([find(turning, questions[row]) for row in unseen], unseen)
    assert after > before + 0.2


def test_many_queries_are_turned_at_once(spoken: tuple[Vectors, Vectors]) -> None:
    questions, answers = spoken
    turning = learn(questions, answers, PAIRS)
    assert turning is not None
    alone = [turning.turn(question) for question in questions[:5]]
    assert np.allclose(turning.turn(questions[:5]), alone, atol=1e-5)


def test_nearly_the_same_pairs_are_not_learned_again(spoken: tuple[Vectors, Vectors]) -> None:
    questions, answers = spoken
    known = learn(questions, answers, PAIRS)
    assert known is not None
    changed, told = questions.copy(), answers.copy()
    changed[:10], told[:10] = questions[10:20], answers[20:30]
    kept = learn(changed, told, PAIRS, known)
    assert kept is not None
    assert kept.matrix is known.matrix
    np.testing.assert_array_equal(kept.learned_from, known.learned_from)  # so that small changes add up to a new one
    np.testing.assert_allclose(kept.answers[0], known.answers[20], atol=1e-6)


def test_many_other_pairs_are(spoken: tuple[Vectors, Vectors]) -> None:
    questions, answers = spoken
    known = learn(questions, answers, PAIRS)
    changed = questions.copy()
    changed[:40] = questions[40:80]
    again, fewer = learn(changed, answers, PAIRS, known), learn(questions, answers, PAIRS - 40, known)
    assert known is not None and again is not None and fewer is not None
    assert again.matrix is not known.matrix
    assert fewer.matrix is not known.matrix


def test_it_comes_back_from_a_file_as_it_was(spoken: tuple[Vectors, Vectors]) -> None:
    turning = learn(*spoken, PAIRS)
    assert turning is not None
    file = io.BytesIO()
    np.savez(file, **turning.arrays())
    file.seek(0)
    again = Turning.from_arrays(np.load(file))
    assert again is not None
    np.testing.assert_array_equal(find(turning, spoken[0][5]), find(again, spoken[0][5]))
    np.testing.assert_array_equal(turning.learned_from, again.learned_from)
    assert Turning.from_arrays({}) is None


def test_too_few_pairs_and_too_many_vectors_are_left_alone(spoken: tuple[Vectors, Vectors]) -> None:
    assert learn(*spoken, LEAST_PAIRS - 1) is None
    assert learn(*spoken, LEAST_PAIRS) is not None
    many = np.zeros((MOST_VECTORS + 1, 2), dtype=np.float32)
    assert learn(many, many, LEAST_PAIRS) is None


def test_the_same_pairs_give_the_same_turn(spoken: tuple[Vectors, Vectors]) -> None:
    one, other = learn(*spoken, PAIRS), learn(*spoken, PAIRS)
    assert one is not None
    assert other is not None
    np.testing.assert_array_equal(one.matrix, other.matrix)
