"""The city's own view of the encoder: questions turned towards their answers, learned from the FAQ without a label."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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

Units = NDArray[np.int32]


@dataclass(frozen=True)
class Turning:
    """`questions` are turned and `answers` centred, length 1; `…_units[i]` is the unit of row i."""

    question_mean: Vectors
    matrix: Vectors
    questions: Vectors
    answers: Vectors
    question_units: Units
    answer_units: Units

    def scores(self, vector: Vectors, count: int) -> tuple[Vectors, Vectors]:
        """(as questions, as answers): the highest cosine of each of `count` units with a query's vector."""
        centred = np.asarray(vector - self.question_mean, dtype=np.float32)
        turned = _unit_length(centred.reshape(1, -1) @ self.matrix)[0]
        return (
            _best(self.questions @ turned, self.question_units, count),
            _best(self.answers @ turned, self.answer_units, count),
        )

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
    questions: Vectors, question_units: Units, answers: Vectors, answer_units: Units, pairs: NDArray[np.int64]
) -> Turning | None:
    """`pairs` are rows (question, answer) that belong together, each of another subject; shape (n, 2).

    None when there are too few pairs, or more vectors than each query can be compared with.
    """
    if len(pairs) < LEAST_PAIRS or max(len(questions), len(answers)) > MOST_VECTORS:
        return None
    chosen = np.random.default_rng(0).permutation(len(pairs))[:MOST_PAIRS]
    question_mean, answer_mean = questions[pairs[:, 0]].mean(0), answers[pairs[:, 1]].mean(0)
    asked, told = _unit_length(questions - question_mean), _unit_length(answers - answer_mean)
    matrix = _learn(asked[pairs[chosen, 0]], told[pairs[chosen, 1]])
    return Turning(question_mean, matrix, _unit_length(asked @ matrix), told, question_units, answer_units)


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
