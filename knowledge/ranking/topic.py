"""Fit what tells a city's matters from everything else people type: a line through the encoder's space.

A city's matters are the wordings of the lessons (`knowledge/teaching`), in all languages; the rest is
`no_city_matter.tsv`: chat, commands to an assistant, what ministries and companies do, knowledge, noise and mischief.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict

from knowledge.encoders.protocol import Encoder, Vectors
from knowledge.ranking.probability import Logistic
from knowledge.teaching.lessons import read_lessons

OTHERS = Path(__file__).with_name("no_city_matter.tsv")
FOLDS = 5


def read_others() -> list[str]:
    """What no city FAQ answers."""
    return [line.partition("\t")[2] for line in OTHERS.read_text("utf-8").splitlines() if line]


def read_matters() -> list[str]:
    """Of every lesson a wording in Japanese, the three styles in turn, and the one in another language; and the topics,
    since a citizen may type no more than 「転入届」.
    """
    lessons = read_lessons()
    japanese = [lesson.asked[number % len(lesson.asked)] for number, lesson in enumerate(lessons)]
    topics = sorted({lesson.topic.partition("/")[2] for lesson in lessons})
    return [*japanese, *(lesson.foreign for lesson in lessons), *topics]


def fit_topic(encoder: Encoder, others: Sequence[str]) -> tuple[Logistic, NDArray[np.float64]]:
    """The line, and the logits of `others` as lines that had not seen them would give."""
    vectors: Vectors = np.vstack([encoder.encode_query(read_matters()), encoder.encode_query(others)])
    labels = np.arange(len(vectors)) < len(vectors) - len(others)
    middle = vectors.mean(0)
    model = LogisticRegression(C=1.0, class_weight="balanced", max_iter=2_000)
    unseen = cross_val_predict(model, vectors - middle, labels, cv=FOLDS, method="decision_function")
    model.fit(vectors - middle, labels)
    weights = model.coef_[0]
    coefficients = tuple(round(float(weight), 4) for weight in weights)
    return Logistic(coefficients, round(float(model.intercept_[0] - weights @ middle), 4)), unseen[-len(others) :]
