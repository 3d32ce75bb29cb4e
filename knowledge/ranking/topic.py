"""Fit what tells a city's matters from everything else people type: a line through the encoder's space.

A city's matters are the wordings of the lessons, in all languages; the rest are the others (`knowledge/lessons`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict

from knowledge.encoders.protocol import Encoder, Vectors
from knowledge.lessons.reading import read_lessons
from knowledge.ranking.probability import Logistic

FOLDS = 5
FOREIGN = 3.0  # how much one in another language counts


def read_matters() -> dict[str, float]:
    """Texts with their weights: of every lesson a wording in Japanese, the styles in turn, and the one in another
    language, of which there are fewer; and the topics, since a citizen may type no more than 「転入届」.
    """
    lessons = read_lessons()
    japanese = [lesson.asked[number % len(lesson.asked)] for number, lesson in enumerate(lessons)]
    topics = [lesson.topic.partition("/")[2] for lesson in lessons]
    foreign = [lesson.foreign for lesson in lessons if lesson.foreign]
    return dict.fromkeys([*japanese, *topics], 1.0) | dict.fromkeys(foreign, FOREIGN)


def fit_topic(encoder: Encoder, others: Sequence[str]) -> tuple[Logistic, NDArray[np.float64]]:
    """The line, and the logits of `others` as lines that had not seen them would give."""
    matters = read_matters()
    vectors: Vectors = np.vstack([encoder.encode_query(list(matters)), encoder.encode_query(others)])
    labels = np.arange(len(vectors)) < len(matters)
    given = {"sample_weight": np.array([*matters.values(), *[1.0] * len(others)])}
    middle = vectors.mean(0)
    model = LogisticRegression(C=1.0, class_weight="balanced", max_iter=2_000)
    unseen = cross_val_predict(model, vectors - middle, labels, cv=FOLDS, method="decision_function", params=given)
    model.fit(vectors - middle, labels, **given)
    weights = model.coef_[0]
    coefficients = tuple(round(float(weight), 4) for weight in weights)
    return Logistic(coefficients, round(float(model.intercept_[0] - weights @ middle), 4)), unseen[-len(others) :]
