"""Why a search found what it found: each score of each hit, and the lessons that lent it something."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.lessons.reading import read_lessons
from knowledge.search import Hit, Knowledge, SearchResult


@dataclass(frozen=True)
class Weighed:
    """A hit and what spoke for it, each 0–1 but the cosines, which may be less."""

    hit: Hit
    words: float
    question: float
    answer: float
    lent: float


@dataclass(frozen=True)
class LentBy:
    """A lesson near the question: what people ask any office, in the office's words."""

    question: str
    cosine: float


@dataclass(frozen=True)
class Explanation:
    query: str
    result: SearchResult
    hits: tuple[Weighed, ...]
    lessons: tuple[LentBy, ...]


def explain(knowledge: Knowledge, text: str, language: str = "ja", k: int = 8) -> Explanation:
    """What the counter would find now, with its reasons."""
    looked = knowledge.look(text, k, language)
    ranking = looked.ranking
    if ranking is None:
        return Explanation(looked.query, looked.result, (), ())
    scores = (ranking.words, ranking.questions, ranking.answers, ranking.lent)
    hits = tuple(
        Weighed(hit, *(float(score[place.found]) for score in scores))
        for hit, place in zip(looked.result.hits, ranking.places, strict=False)
    )
    near = ranking.near.lessons() if ranking.near else {}
    known = read_lessons() if near else ()
    lessons = tuple(LentBy(known[number].question, cosine) for number, cosine in near.items())
    return Explanation(looked.query, looked.result, hits, lessons)
