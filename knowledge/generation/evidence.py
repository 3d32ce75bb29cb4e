"""Texts taken apart for comparison: sentences, their clauses, and what each claims and says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from knowledge.generation.claims import Claim, blank, find_claims, read_plainly
from knowledge.generation.polarity import Statement, find_qualifiers, find_statements
from knowledge.generation.turns import PLACEHOLDER, Turn, find_turns
from knowledge.generation.wording import COMMON, find_words

_SENTENCE = re.compile(r"[^。!?\n]+[。!?]?")
_CLAUSE = re.compile(r"[^、]+、?")
# How much a word counts that is beside the clause, in the rest of its sentence.
_BESIDE = 0.5
_AT_LEAST = "at_least"
_RANGE_MARK = 3  # characters of a "from" with its comma


@dataclass(frozen=True)
class Clause:
    """What stands between two commas."""

    words: frozenset[str]
    claims: tuple[Claim, ...]
    statements: frozenset[Statement]
    qualifiers: frozenset[str]

    @property
    def topics(self) -> frozenset[str]:
        return self.words - COMMON


@dataclass(frozen=True)
class Sentence:
    """`text` was read plainly; `bare` is the same without its claims."""

    text: str
    bare: str
    clauses: tuple[Clause, ...]
    words: frozenset[str]
    statements: frozenset[Statement]
    turns: frozenset[Turn]

    @property
    def topics(self) -> frozenset[str]:
        """Its words but for the common ones."""
        return self.words - COMMON

    @property
    def claims(self) -> tuple[Claim, ...]:
        return tuple(claim for clause in self.clauses for claim in clause.claims)

    @property
    def kinds(self) -> frozenset[str]:
        return frozenset(claim.kind for claim in self.claims)


Place = tuple[Sentence, Clause]


@lru_cache(maxsize=4_000)
def read_sentences(text: str, drafted: bool = False) -> tuple[Sentence, ...]:
    """The sentences of a text as it was written; a line is one too.

    Where a `drafted` clause has two claims of one kind, what stands before each is held to speak of it.
    """
    return tuple(
        _read_sentence(match[0].strip(), drafted)
        for match in _SENTENCE.finditer(read_plainly(text))
        if match[0].strip()
    )


def similarity(
    clause: Clause, sentence: Sentence, other_clause: Clause, other: Sentence, of: Claim | None = None
) -> float:
    """How much two clauses speak of the same, each within its sentence; 0 for nothing in common.

    Shared claims count like words, but not the claim `of` that is being looked for. The rest of a sentence is held
    against the rest of the other one only, as it may be another item of a list; unless the clause has no words itself.
    """
    near, far = clause.words, sentence.words - clause.words
    other_near, other_far = other_clause.words, other.words - other_clause.words
    score = len(near & other_near) + _BESIDE * len(near & other_far) + _BESIDE**2 * len(far & other_far)
    if not near:
        score += _BESIDE * len(far & other_near)
    echoes = (_echo(claim, claim in clause.claims, other_clause, other) for claim in sentence.claims if claim != of)
    return score + sum(echoes)


def _echo(claim: Claim, is_near: bool, other_clause: Clause, other: Sentence) -> float:
    """The weight of a claim that the other sentence makes too."""
    if any(claim.rests_on(source) for source in other_clause.claims):
        return 1.0 if is_near else 0.0
    weight = _BESIDE if is_near else _BESIDE**2
    return weight if any(claim.rests_on(source) for source in other.claims) else 0.0


def find_most_similar(clause: Clause, sentence: Sentence, places: Sequence[Place]) -> list[Place]:
    """The places that speak most of what the clause speaks of; several when they do equally."""
    scores = [similarity(clause, sentence, other_clause, other) for other, other_clause in places]
    best = max(scores, default=0)
    return [place for place, score in zip(places, scores, strict=True) if score == best]


def list_places(evidence: Sequence[Sentence]) -> Iterator[Place]:
    """Every clause with its sentence."""
    return ((sentence, clause) for sentence in evidence for clause in sentence.clauses)


def words_of(sentences: Iterable[Sentence]) -> frozenset[str]:
    """All words, those within claims too."""
    return frozenset[str]().union(*(find_words(sentence.text) for sentence in sentences))


def _read_sentence(text: str, drafted: bool) -> Sentence:
    claims = find_claims(text)
    bare = blank(text, claims)
    clauses = tuple(
        Clause(
            find_words(bare[start:end]),
            tuple(claim for claim in claims if start <= claim.start < end),
            find_statements(bare[start:end]),
            find_qualifiers(text[start:end]),
        )
        for start, end in _find_clauses(bare, claims, drafted)
    )
    turns = find_turns(blank(text, claims, PLACEHOLDER))
    return Sentence(text, bare, clauses, find_words(bare), find_statements(bare), turns)


def _find_clauses(text: str, claims: Sequence[Claim], drafted: bool) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _CLAUSE.finditer(text):
        inside = [claim for claim in claims if match.start() <= claim.start < match.end()]
        if inside and _opens_range(inside[-1], text, match.end()):
            continue  # what it opens is in the next clause
        yield from _split_clause(start, match.end(), inside if drafted else [])
        start = match.end()
    if start < len(text):
        yield start, len(text)


def _split_clause(start: int, end: int, claims: Sequence[Claim]) -> Iterator[tuple[int, int]]:
    previous: Claim | None = None
    for claim in claims:
        if previous and previous.kind == claim.kind and _AT_LEAST not in previous.bounds:
            yield start, previous.end
            start = previous.end
        previous = claim
    yield start, end


def _opens_range(claim: Claim, text: str, end: int) -> bool:
    return _AT_LEAST in claim.bounds and end - claim.end <= _RANGE_MARK and end < len(text)
