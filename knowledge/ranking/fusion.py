"""Ways to be near an utterance, fused: like the question or answer, in words and letters, by what lessons lend."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

from knowledge.encoders.protocol import Vectors
from knowledge.index.bridge import Near
from knowledge.index.lexical import letter_pairs
from knowledge.index.snapshot import Snapshot
from knowledge.models import EntryKind
from nlu.tokenizer import content_words

# Learned (docs/retrieval.md); min-max beats reciprocal ranks. The first are for cosines of a turned query with answers.
TURNED = {"words": 0.11, "letters": 0.05, "question": 0.27, "answer": 0.32, "lent": 0.25}
PLAIN = {"words": 0.12, "letters": 0.06, "question": 0.36, "answer": 0.22, "lent": 0.24}
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
    lent: Vectors  # by lessons; nothing where there is no bridge
    near: Near | None


NOTHING: frozenset[int] = frozenset()


def rank(
    snapshot: Snapshot, vector: Vectors, query: str, language: str, k: int, hidden: Collection[int] = NOTHING
) -> Ranking:
    """The `k` best groups, each shown by its unit in the citizen's language, or else in Japanese.

    The units at the places `hidden` are as if they were not there.
    """
    count, words, pairs = len(snapshot.units), content_words(query), letter_pairs(query)
    questions = snapshot.questions.best_per_unit(vector, CANDIDATES, count)
    answers = snapshot.answers.best_per_unit(vector, CANDIDATES, count)
    lexical = snapshot.words.scores(words) / np.float32(max(snapshot.words.highest(words), 1e-6))
    near = snapshot.bridge.look(vector) if snapshot.bridge else None
    lent = snapshot.bridge.lend(near, count) if snapshot.bridge and near else np.zeros(count, np.float32)
    if snapshot.turning is not None:
        answers = snapshot.turning.answer_scores(snapshot.turning.turn(vector), count)
    scores = {
        "words": lexical,
        "letters": snapshot.letters.scores(pairs),
        "question": questions,
        "answer": answers,
        "lent": lent,
    }
    fused = _sum(PLAIN if snapshot.turning is None else TURNED, scores)
    fused = np.where(snapshot.pages, np.maximum(fused - PAGE_HANDICAP, 0), fused).astype(np.float32)
    is_turned = snapshot.turning is not None
    return Ranking(
        _places(snapshot, fused, language, k, hidden), fused, questions, answers, is_turned, lexical, lent, near
    )


def _sum(weights: Mapping[str, float], scores: Mapping[str, Vectors]) -> Vectors:
    total: Vectors = np.sum([weight * _min_max(scores[name]) for name, weight in weights.items()], axis=0)
    return total


def _places(snapshot: Snapshot, fused: Vectors, language: str, k: int, hidden: Collection[int]) -> tuple[Place, ...]:
    best: dict[str, int] = {}
    for place in np.argsort(-fused, kind="stable"):
        if place not in hidden:
            best.setdefault(snapshot.units[place].group, int(place))
        if len(best) == k:
            break
    return tuple(Place(in_language(snapshot, place, language, hidden), place) for place in best.values())


def in_language(snapshot: Snapshot, found: int, language: str, hidden: Collection[int] = NOTHING) -> int:
    """The place of the unit of the same group to show a citizen: in their language, or else in Japanese."""
    unit = snapshot.units[found]
    if unit.kind == EntryKind.PAGE:
        return found
    wanted = {language: 0, "ja": 1}
    shown = (place for place in snapshot.groups[unit.group] if place not in hidden)
    return min(shown, key=lambda place: wanted.get(snapshot.units[place].language, 2))


def _min_max(scores: Vectors) -> Vectors:
    """To 0–1; all the same (no word shared, one unit only) says nothing, so it is 0."""
    if not len(scores) or scores.max() <= scores.min():
        return np.zeros_like(scores)
    scaled: Vectors = (scores - scores.min()) / (scores.max() - scores.min())
    return scaled
