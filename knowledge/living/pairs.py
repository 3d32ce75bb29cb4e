"""Two answers to one question: said twice, or said differently."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from knowledge.encoders.protocol import Vectors
from knowledge.living.anchors import Answer
from knowledge.living.facts import DECISIVE, Fact, FactKind, agree
from knowledge.living.models import TaskKind
from knowledge.living.statements import likeness, words_of
from knowledge.models import KnowledgeEntry
from nlu.normalize import normalize
from nlu.tokenizer import content_words

COMPARED = (FactKind.FEE, FactKind.DATE, FactKind.PHONE, FactKind.TIME, FactKind.WEEKDAY)
SAME_LABEL = 0.4  # likeness of the words beside two facts
SAME_ANSWER = 0.3  # likeness of two answers without any fact
BLOCK = 512  # rows of one matrix product


@dataclass(frozen=True)
class Pair:
    """Two FAQ by their places in a list, and the facts of the first that the second contradicts."""

    first: int
    second: int
    kind: TaskKind
    facts: tuple[Fact, ...] = ()


class _Said:
    """One FAQ, with what is compared of it."""

    def __init__(self, entry: KnowledgeEntry) -> None:
        self.entry = entry
        self.answer = Answer(entry.title, entry.text)

    @cached_property
    def asked(self) -> frozenset[str]:
        return frozenset(content_words(normalize(self.entry.title)))

    @cached_property
    def told(self) -> frozenset[str]:
        texts = (self.entry.title, *self.entry.aliases, self.entry.text)
        return frozenset(word for text in texts for word in content_words(normalize(text)))

    @cached_property
    def labelled(self) -> list[tuple[Fact, frozenset[str]]]:
        return [pair for one in self.answer.statements for pair in zip(one.facts, one.labels, strict=True)]

    @cached_property
    def values(self) -> frozenset[tuple[str, str]]:
        return frozenset((fact.kind, fact.value) for fact in self.answer.facts if fact.kind in DECISIVE)


def find_pairs(entries: Sequence[KnowledgeEntry], vectors: Mapping[str, int], rows: Vectors, near: float) -> list[Pair]:
    """`vectors` names the row of each question; `near` is the cosine from which two may be one question."""
    said = [_Said(entry) for entry in entries]
    found = (_judge(said, first, second) for first, second in sorted(set(_candidates(entries, vectors, rows, near))))
    return [pair for pair in found if pair is not None]


def _candidates(
    entries: Sequence[KnowledgeEntry], vectors: Mapping[str, int], rows: Vectors, near: float
) -> Iterator[tuple[int, int]]:
    same: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, entry in enumerate(entries):
        same[entry.language, normalize(entry.title)].append(place)
    for places in same.values():
        yield from ((first, second) for first in places for second in places if first < second)
    known = [place for place, entry in enumerate(entries) if entry.external_id in vectors]
    ordered = rows[[vectors[entries[place].external_id] for place in known]]
    for start in range(0, len(known), BLOCK):
        for row, column in np.argwhere(ordered[start : start + BLOCK] @ ordered.T >= near):
            first, second = known[start + int(row)], known[int(column)]
            if first < second and entries[first].language == entries[second].language:
                yield first, second


def _judge(said: Sequence[_Said], first: int, second: int) -> Pair | None:
    one, other = said[first], said[second]
    if not (one.asked <= other.told and other.asked <= one.told):  # each names something the other is not about
        return None
    conflicts = tuple(fact for fact in _list_conflicts(one, other))
    if conflicts:
        return Pair(first, second, TaskKind.CONTRADICTION, conflicts)
    if one.values != other.values:
        return None
    if not one.values and likeness(words_of(one.answer.statements), words_of(other.answer.statements)) < SAME_ANSWER:
        return None
    return Pair(first, second, TaskKind.DUPLICATE)


def _list_conflicts(one: _Said, other: _Said) -> Iterator[Fact]:
    """Facts of the first for which the second says something else under the same words, and nowhere the same."""
    for kind in COMPARED:
        mine = [(fact, label) for fact, label in one.labelled if fact.kind is kind]
        theirs = [(fact, label) for fact, label in other.labelled if fact.kind is kind]
        alone = [(fact, label) for fact, label in mine if not any(agree(fact, theirs_) for theirs_, _ in theirs)]
        against = [(fact, label) for fact, label in theirs if not any(agree(fact, my) for my, _ in mine)]
        single = len(mine) == len(theirs) == 1
        for fact, label in alone:
            if any(single or likeness(label, their) >= SAME_LABEL for _, their in against):
                yield fact
