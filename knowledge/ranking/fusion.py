"""Ways to be near an utterance, fused: like the question, like the answer, in rare words and letters shared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from knowledge.encoders.protocol import Vectors
from knowledge.index.lexical import letter_pairs
from knowledge.index.snapshot import Snapshot
from knowledge.models import EntryKind
from nlu.tokenizer import content_words

# Learned (docs/retrieval.md); min-max beats reciprocal ranks. The first where a turning was learned from the FAQ.
TURNED = {"words": 0.1, "letters": 0.05, "question": 0.26, "answer": 0.07, "turned_answer": 0.38}
PLAIN = {"words": 0.12, "letters": 0.06, "question": 0.48, "answer": 0.34}
MOVED = 0.14  # the weight of what the query finds once it has moved towards its first hits
FIRST = 3  # hits
CANDIDATES = 2_000  # nearest vectors that are looked at; all of them in a city of usual size
PAGE_HANDICAP = 0.05  # an FAQ was written as an answer: it goes first when a page's section is only as good


@dataclass(frozen=True)
class Place:
    """One group: the unit to show, and the one that was found (in another language, perhaps)."""

    shown: int
    found: int


@dataclass(frozen=True)
class Ranking:
    """`places` are the best groups, best first; `fused` (0–1) and the other scores are those of all units."""

    places: tuple[Place, ...]
    fused: Vectors
    questions: Vectors  # cosines
    answers: Vectors  # cosines; of the turned query where there is one
    is_turned: bool
    words: Vectors  # BM25 as a share of what could be reached


def rank(snapshot: Snapshot, vector: Vectors, query: str, language: str, k: int) -> Ranking:
    """The `k` best groups, each shown by its unit in the citizen's language, or else in Japanese."""
    count, words, pairs = len(snapshot.units), content_words(query), letter_pairs(query)
    questions = snapshot.questions.best_per_unit(vector, CANDIDATES, count)
    answers = snapshot.answers.best_per_unit(vector, CANDIDATES, count)
    lexical = snapshot.words.scores(words) / np.float32(max(snapshot.words.highest(words), 1e-6))
    scores = {"words": lexical, "letters": snapshot.letters.scores(pairs), "question": questions, "answer": answers}
    if snapshot.turning is None:
        fused = _sum(PLAIN, scores)
    else:
        turned = snapshot.turning.turn(vector)
        answers = scores["turned_answer"] = snapshot.turning.answer_scores(turned, count)
        fused = _sum(TURNED, scores)
        first = [int(place) for place in np.argsort(-fused, kind="stable")[:FIRST]]
        fused = fused + MOVED * _min_max(snapshot.turning.moved_scores(turned, first, count))
    fused = np.where(snapshot.pages, np.maximum(fused - PAGE_HANDICAP, 0), fused).astype(np.float32)
    is_turned = snapshot.turning is not None
    return Ranking(_places(snapshot, fused, language, k), fused, questions, answers, is_turned, lexical)


def _sum(weights: Mapping[str, float], scores: Mapping[str, Vectors]) -> Vectors:
    total: Vectors = np.sum([weight * _min_max(scores[name]) for name, weight in weights.items()], axis=0)
    return total


def _places(snapshot: Snapshot, fused: Vectors, language: str, k: int) -> tuple[Place, ...]:
    best: dict[str, int] = {}
    for place in np.argsort(-fused, kind="stable"):
        best.setdefault(snapshot.units[place].group, int(place))
        if len(best) == k:
            break
    return tuple(Place(in_language(snapshot, place, language), place) for place in best.values())


def in_language(snapshot: Snapshot, found: int, language: str) -> int:
    """The place of the unit of the same group to show a citizen: in their language, or else in Japanese."""
    unit = snapshot.units[found]
    if unit.kind == EntryKind.PAGE:
        return found
    wanted = {language: 0, "ja": 1}
    return min(snapshot.groups[unit.group], key=lambda place: wanted.get(snapshot.units[place].language, 2))


def _min_max(scores: Vectors) -> Vectors:
    """To 0–1; all the same (no word shared, one unit only) says nothing, so it is 0."""
    if not len(scores) or scores.max() <= scores.min():
        return np.zeros_like(scores)
    scaled: Vectors = (scores - scores.min()) / (scores.max() - scores.min())
    return scaled
