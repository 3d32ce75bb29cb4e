"""The city's own view of the encoder: questions turned towards their answers, learned from the FAQ without a label."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.encoders.protocol import Vectors

LEAST_PAIRS = 100  # with fewer there is nothing to learn
MOST_PAIRS = 2_000  # the cost of a step grows with their square
MOST_VECTORS = 20_000  # all of them are compared with each query
STEPS = 150
RATE = 2e-3
TEMPERATURE = 0.05
PULL = 1e-2  # towards no turn at all
SAME_ENOUGH = 0.95  # of the pairs learned from: a new FAQ, or one reworded, turns the others no better

Units = NDArray[np.int32]


@dataclass(frozen=True)
class Turning:
    """`answers` are centred, of length 1; `answer_units[i]` is the unit of row i."""

    question_mean: Vectors
    matrix: Vectors
    answers: Vectors
    answer_units: Units
    answer_mean: Vectors
    learned_from: NDArray[np.uint64]  # which pairs: a digest of each

    def turn(self, vector: Vectors) -> Vectors:
        """Queries' vectors as they are compared here, in the shape they come in."""
        centred = np.atleast_2d(np.asarray(vector - self.question_mean, dtype=np.float32))
        return _unit_length(centred @ self.matrix).reshape(vector.shape)

    def answer_scores(self, turned: Vectors, count: int) -> Vectors:
        """The highest cosine of each of `count` units' answers with a turned query."""
        return _best(self.answers @ turned, self.answer_units, count)

    def arrays(self) -> dict[str, Any]:
        """For `numpy.savez`; `from_arrays` is the inverse."""
        return {f"turning_{name}": getattr(self, name) for name in self.__dataclass_fields__}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Any]) -> Turning | None:
        """None when nothing was learned."""
        if "turning_matrix" not in arrays:
            return None
        return cls(**{name: arrays[f"turning_{name}"] for name in cls.__dataclass_fields__})


def learn_turning(
    questions: Vectors,
    answers: Vectors,
    answer_units: Units,
    pairs: NDArray[np.int64],
    known: Turning | None = None,
) -> Turning | None:
    """`pairs` are rows (question, answer) that belong together, each of another subject; shape (n, 2).

    `known` is the one learned before: it is kept while nearly all pairs are the same, since learning takes seconds.
    None when there are too few pairs, or more vectors than each query can be compared with.
    """
    if len(pairs) < LEAST_PAIRS or max(len(questions), len(answers)) > MOST_VECTORS:
        return None
    digests = _digests(questions, answers, pairs)
    if known is not None and _is_same_enough(known.learned_from, digests):
        return replace(
            known,
            answers=_unit_length(answers - known.answer_mean),
            answer_units=answer_units,
        )
    chosen = np.random.default_rng(0).permutation(len(pairs))[:MOST_PAIRS]
    question_mean, answer_mean = questions[pairs[:, 0]].mean(0), answers[pairs[:, 1]].mean(0)
    asked, told = _unit_length(questions - question_mean), _unit_length(answers - answer_mean)
    matrix = _learn(asked[pairs[chosen, 0]], told[pairs[chosen, 1]])
    return Turning(question_mean, matrix, told, answer_units, answer_mean, digests)


def _digests(questions: Vectors, answers: Vectors, pairs: NDArray[np.int64]) -> NDArray[np.uint64]:
    """A number for each pair, sorted; the same vectors give the same number."""
    made = b"".join(
        hashlib.blake2b(questions[asked].tobytes() + answers[told].tobytes(), digest_size=8).digest()
        for asked, told in pairs
    )
    return np.unique(np.frombuffer(made, dtype="<u8"))


def _is_same_enough(old: NDArray[np.uint64], new: NDArray[np.uint64]) -> bool:
    return len(np.intersect1d(old, new)) >= SAME_ENOUGH * max(len(old), len(new))


def _learn(questions: Vectors, answers: Vectors) -> Vectors:
    """Adam on the chance of each question's own answer among all of them; starts from no turn."""
    count, dimension = questions.shape
    matrix: Vectors = np.eye(dimension, dtype=np.float32)
    mean, square = np.zeros_like(matrix), np.zeros_like(matrix)
    for step in range(1, STEPS + 1):
        turned = questions @ matrix
        lengths = np.linalg.norm(turned, axis=1, keepdims=True)
        turned = turned / np.maximum(lengths, 1e-9)
        chances = _softmax(turned @ answers.T / TEMPERATURE)
        chances[np.arange(count), np.arange(count)] -= 1
        pushed = chances @ answers / (TEMPERATURE * count)
        pushed = (pushed - (pushed * turned).sum(1, keepdims=True) * turned) / np.maximum(lengths, 1e-9)
        slope = questions.T @ pushed + PULL * (matrix - np.eye(dimension, dtype=np.float32))
        mean, square = 0.9 * mean + 0.1 * slope, 0.99 * square + 0.01 * slope**2
        matrix = matrix - RATE * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)
    return np.asarray(matrix, dtype=np.float32)


def _softmax(scores: Vectors) -> Vectors:
    raised: Vectors = np.exp(scores - scores.max(1, keepdims=True))
    return np.asarray(raised / raised.sum(1, keepdims=True), dtype=np.float32)


def _unit_length(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9), dtype=np.float32)


def _best(cosines: Vectors, units: Units, count: int) -> Vectors:
    best = np.full(count, cosines.min() if len(cosines) else 0.0, dtype=np.float32)
    np.maximum.at(best, units, cosines)
    return best
