"""From citizens' words to the office's: the lessons nearest to a query lend it the texts that they themselves find.

A lesson says a need in citizens' words and in an office's. Its own question and answer, in office words and at length,
find the city's texts on the matter better than the query does; which ones is known when the index is built.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.encoders.protocol import Vectors
from knowledge.index.lexical import WordIndex
from knowledge.index.turning import Turning, Units
from knowledge.index.vectors import FaissIndex
from knowledge.lessons.vectors import NO_LESSON, LessonVectors

ROWS = 60  # nearest wordings looked at, for the nearest lessons among theirs
COMPARED = 3  # of lessons, and of what is no city's matter
NEAREST = 7  # lessons
SHARPNESS = 0.02  # of cosine: a lesson so much farther than the nearest counts 1/e
LENT = 50  # texts that a lesson lends
CHUNK = 256  # lessons compared with all texts at once
# How a lesson finds texts, with and without a turning learned from the city's own FAQ.
TURNED = {"words": 0.2, "question": 0.3, "answer": 0.2, "turned": 0.3}
PLAIN = {"words": 0.25, "question": 0.4, "answer": 0.35}


@dataclass(frozen=True)
class Near:
    """The wordings nearest to a query, best first: the lesson of each, or NO_LESSON, and its cosine."""

    owners: NDArray[np.int32]
    cosines: Vectors

    def lessons(self) -> dict[int, float]:
        """The nearest ones by how near the nearest of their wordings is."""
        best: dict[int, float] = {}
        for lesson, cosine in zip(self.owners, self.cosines, strict=True):
            if lesson != NO_LESSON:
                best.setdefault(int(lesson), float(cosine))
        return dict(list(best.items())[:NEAREST])

    @property
    def matter(self) -> float:
        """How much nearer the nearest wordings of lessons are than those of what is no city's matter, in cosine.

        Where one of the two has fewer, the farthest of all that were looked at stands for those that are missing.
        """
        known = self.owners != NO_LESSON
        return self._mean(self.cosines[known]) - self._mean(self.cosines[~known])

    def _mean(self, cosines: Vectors) -> float:
        found = cosines[:COMPARED].tolist()
        return float(np.mean(found + [float(self.cosines[-1])] * (COMPARED - len(found))))


@dataclass(frozen=True)
class Bridge:
    """`owners[i]` is the lesson of the i-th of `wordings`, or NO_LESSON; the i-th lesson lends the units `units[i]`."""

    wordings: FaissIndex
    owners: NDArray[np.int32]
    units: NDArray[np.int32]
    weights: NDArray[np.float16]

    def look(self, vector: Vectors) -> Near:
        rows, cosines = self.wordings.search(vector, ROWS)
        return Near(self.owners[rows], cosines)

    def lend(self, near: Near, count: int) -> Vectors:
        """What the nearest lessons lend each of `count` units; at least 0."""
        lent = np.zeros(count, dtype=np.float32)
        nearest = near.lessons()
        cosines = np.array(list(nearest.values()))
        shares = np.exp((cosines - cosines.max(initial=-1)) / SHARPNESS)
        for lesson, share in zip(nearest, shares / shares.sum(), strict=True):
            np.add.at(lent, self.units[lesson], share * self.weights[lesson].astype(np.float32))
        return lent

    def arrays(self) -> dict[str, Any]:
        """For `numpy.savez`, without the wordings; `from_arrays` is the inverse."""
        return {"bridge_owners": self.owners, "bridge_units": self.units, "bridge_weights": self.weights}

    @classmethod
    def from_arrays(cls, wordings: FaissIndex, arrays: Mapping[str, Any]) -> Bridge:
        return cls(wordings, arrays["bridge_owners"], arrays["bridge_units"], arrays["bridge_weights"])


@dataclass(frozen=True)
class Texts:
    """The city's units as a lesson is compared with them. `…_units[i]` is the unit of row i."""

    words: WordIndex
    questions: Vectors
    question_units: Units
    answers: Vectors
    answer_units: Units
    turning: Turning | None
    count: int


def build_bridge(lessons: LessonVectors, words: Sequence[Sequence[str]], texts: Texts) -> Bridge | None:
    """`words` are the content words of each lesson's question and answer. None when there is nothing to lend."""
    if not texts.count:
        return None
    wordings = FaissIndex.build_small(lessons.rows)
    kept = min(LENT, texts.count)
    units = np.zeros((len(lessons.starts) - 1, kept), dtype=np.int32)
    weights = np.zeros(units.shape, dtype=np.float16)
    for start in range(0, len(units), CHUNK):
        rows = slice(start, min(start + CHUNK, len(units)))
        scores = _compare(lessons.questions[rows], lessons.answers[rows], words[rows], texts)
        found = np.argpartition(-scores, kept - 1, axis=1)[:, :kept]
        best = np.take_along_axis(scores, found, 1)
        units[rows], weights[rows] = found, best - (best.min(1, keepdims=True) if kept < texts.count else 0)
    return Bridge(wordings, lessons.owners, units, weights)


def _compare(questions: Vectors, answers: Vectors, words: Sequence[Sequence[str]], texts: Texts) -> Vectors:
    """(lessons, units), 0–1."""
    scores = {
        "words": texts.words.many_scores(words),
        "question": _best(questions @ texts.questions.T, texts.question_units, texts.count),
        "answer": _best(answers @ texts.answers.T, texts.answer_units, texts.count),
    }
    if texts.turning is not None:
        turned = texts.turning.turn(questions)
        scores["turned"] = _best(turned @ texts.turning.answers.T, texts.turning.answer_units, texts.count)
    weights = TURNED if texts.turning is not None else PLAIN
    total: Vectors = np.sum([weight * _min_max(scores[name]) for name, weight in weights.items()], axis=0)
    return total


def _best(cosines: Vectors, units: Units, count: int) -> Vectors:
    """The highest of each unit, from columns of which several may be one's; the lowest of the row where it has none."""
    order = np.argsort(units, kind="stable")
    present, starts = np.unique(units[order], return_index=True)
    best = np.repeat(cosines.min(1, keepdims=True) if cosines.shape[1] else np.zeros((len(cosines), 1)), count, 1)
    if len(present):
        best[:, present] = np.maximum.reduceat(cosines[:, order], starts, axis=1)
    return best.astype(np.float32)


def _min_max(scores: Vectors) -> Vectors:
    low, high = scores.min(1, keepdims=True), scores.max(1, keepdims=True)
    scaled: Vectors = (scores - low) / np.maximum(high - low, 1e-6)
    return scaled
