"""A rule of the table: signs that make it hold, how urgent that is, and who said so."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from handlers.child_consultation.levels import Alert, Level
from handlers.child_consultation.triage.wording import Sentence, Span
from nlu.sieve import Sieve

NEAR = 14  # characters between two words that belong together
# Of a whole message. baby: under three months; calm: not now; evening: of a teenager who is out, and it is not night.
FACTS = ("child", "adult", "baby", "calm", "evening")


class Topic(StrEnum):
    """What it is about."""

    DEVELOPMENT = "development"
    FEEDING = "feeding"
    SLEEP = "sleep"
    FEVER = "fever"
    INJURY = "injury"
    BULLYING = "bullying"
    NET = "net"
    ABSENCE = "absence"
    POVERTY = "poverty"
    DISABILITY = "disability"
    SINGLE_PARENT = "single_parent"
    ABUSE = "abuse"
    DV = "dv"
    SUICIDE = "suicide"
    SELF_HARM = "self_harm"
    SEXUAL = "sexual"
    YOUNG_CARER = "young_carer"
    PREGNANCY = "pregnancy"
    OTHER = "other"


@dataclass(frozen=True)
class Concept:
    """A family of words: how it is said in Japanese, and in other languages."""

    name: str
    japanese: re.Pattern[str] | None
    other: re.Pattern[str] | None

    def spans(self, sentence: Sentence) -> list[list[Span]]:
        """Where it is said, face by face."""
        found = []
        for faces, pattern in ((sentence.japanese, self.japanese), (sentence.other, self.other)):
            found += [list(face.spans(pattern)) if pattern else [] for face in faces]
        return found


class Families:
    """All families of words of a table. Safe for several threads."""

    def __init__(self, concepts: Mapping[str, Concept]) -> None:
        self.concepts = concepts
        self._japanese = {name: one.japanese for name, one in concepts.items() if one.japanese}
        self._other = {name: one.other for name, one in concepts.items() if one.other}
        self._sieves = Sieve(self._japanese), Sieve(self._other)

    def list_said(self, sentence: Sentence) -> frozenset[str]:
        """The names of those of which a word is in the sentence."""
        looked_at = ((sentence.japanese, self._japanese), (sentence.other, self._other))
        return frozenset(
            name
            for (faces, patterns), sieve in zip(looked_at, self._sieves, strict=True)
            for face in faces
            for name in sieve.list_possible(face.text)
            if face.has(patterns[name])
        )


@dataclass
class Seen:
    """One sentence while the table is looked at: which words are in it is found once, where they are when it matters.

    `words` are their names, and the facts of the message as `@child`.
    """

    sentence: Sentence
    concepts: Mapping[str, Concept]
    words: frozenset[str]
    _spans: dict[str, list[list[Span]]]

    @classmethod
    def of(cls, sentence: Sentence, families: Families) -> Seen:
        return cls(sentence, families.concepts, families.list_said(sentence), {})

    def with_facts(self, facts: frozenset[str]) -> Seen:
        return replace(self, words=self.words | {f"@{fact}" for fact in facts})

    def has(self, name: str) -> bool:
        return name in self.words

    def has_in_order(self, first: str, second: str) -> bool:
        """Whether the second is said after the first and near it, as in 「お父さんに…たたかれ」."""
        if first not in self.words or second not in self.words:
            return False
        return any(
            0 <= start - end <= NEAR
            for before, after in zip(self._find(first), self._find(second), strict=True)
            for _, end in before
            for start, _ in after
        )

    def _find(self, name: str) -> list[list[Span]]:
        if name not in self._spans:
            self._spans[name] = self.concepts[name].spans(self.sentence)
        return self._spans[name]


@dataclass(frozen=True)
class Signs:
    """One way for a rule to hold in a sentence: `parent hit|kick now !often` (all of, any of, none of), `a>b` (near, in
    this order), `@child` (who writes)."""

    written: str
    names: tuple[str, ...]
    facts: tuple[str, ...]
    _all: tuple[frozenset[str], ...]
    _none: frozenset[str]
    _orders: tuple[tuple[bool, Sequence[str], Sequence[str]], ...]

    def hold(self, seen: Seen) -> bool:
        words = seen.words
        for group in self._all:  # in most sentences the first says no
            if group.isdisjoint(words):
                return False
        if not self._none.isdisjoint(words):
            return False
        return all(wanted == _are_in_order(seen, first, second) for wanted, first, second in self._orders)


def read_signs(written: str) -> Signs:
    """Reads one line of a rule's `signs`."""
    terms = written.split()
    names = tuple(re.findall(r"[a-z_]+", re.sub(r"@[a-z]+", "", written)))
    plain = [term for term in terms if ">" not in term]
    return Signs(
        written,
        names,
        tuple(re.findall(r"@([a-z]+)", written)),
        tuple(frozenset(term.split("|")) for term in plain if not term.startswith("!")),
        frozenset(name for term in plain if term.startswith("!") for name in term[1:].split("|")),
        tuple(_read_order(term) for term in terms if ">" in term),
    )


def _read_order(term: str) -> tuple[bool, Sequence[str], Sequence[str]]:
    first, second = term.lstrip("!").split(">")
    return not term.startswith("!"), first.split("|"), second.split("|")


def _are_in_order(seen: Seen, first: Sequence[str], second: Sequence[str]) -> bool:
    return any(seen.has_in_order(before, after) for before in first for after in second)


@dataclass(frozen=True)
class Rule:
    """`within_minutes` is how soon one of `alert` must have seen it; `say` the key of what is said."""

    id: str
    level: Level
    topics: tuple[Topic, ...]
    signs: tuple[Signs, ...]
    say: str
    alert: tuple[Alert, ...]
    within_minutes: int
    source: str
    reviewer: str
    reviewed_on: date
    must: Sequence[str] = ()
    must_not: Sequence[str] = ()

    def holds(self, seen: Seen) -> bool:
        return any(signs.hold(seen) for signs in self.signs)
