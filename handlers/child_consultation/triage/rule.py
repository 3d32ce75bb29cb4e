"""A rule of the table: signs that make it hold, how urgent that is, and who said so."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from handlers.child_consultation.levels import Level
from handlers.child_consultation.triage.wording import Sentence, Span

NEAR = 14  # characters between two words that belong together
FACTS = ("child", "adult", "baby", "calm")  # of a whole message; baby: under three months; calm: not now


class Alert(StrEnum):
    """Whom a rule calls."""

    CENTER = "center"
    DUTY_PHONE = "duty_phone"
    GUIDANCE = "child_guidance"


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


@dataclass
class Seen:
    """One sentence while the table is looked at: each word is looked for once."""

    sentence: Sentence
    concepts: Mapping[str, Concept]
    facts: frozenset[str]
    _spans: dict[str, list[list[Span]]]

    @classmethod
    def of(cls, sentence: Sentence, concepts: Mapping[str, Concept], facts: frozenset[str]) -> Seen:
        return cls(sentence, concepts, facts, {})

    def with_facts(self, facts: frozenset[str]) -> Seen:
        return replace(self, facts=facts)

    def spans(self, name: str) -> list[list[Span]]:
        if name not in self._spans:
            self._spans[name] = self.concepts[name].spans(self.sentence)
        return self._spans[name]

    def has(self, name: str) -> bool:
        if name.startswith("@"):
            return name[1:] in self.facts
        return any(self.spans(name))

    def has_in_order(self, first: str, second: str) -> bool:
        """Whether the second is said after the first and near it, as in 「お父さんに…たたかれ」."""
        return any(
            0 <= start - end <= NEAR
            for before, after in zip(self.spans(first), self.spans(second), strict=True)
            for _, end in before
            for start, _ in after
        )


@dataclass(frozen=True)
class Signs:
    """One way for a rule to hold in a sentence: `parent hit|kick now !often` (all of, any of, none of), `a>b` (near, in
    this order), `@child` (who writes)."""

    written: str
    names: tuple[str, ...]
    facts: tuple[str, ...]
    _tests: tuple[Callable[[Seen], bool], ...]

    def hold(self, seen: Seen) -> bool:
        return all(test(seen) for test in self._tests)


def read_signs(written: str) -> Signs:
    """Reads one line of a rule's `signs`."""
    terms = written.split()
    names = tuple(re.findall(r"[a-z_]+", re.sub(r"@[a-z]+", "", written)))
    return Signs(written, names, tuple(re.findall(r"@([a-z]+)", written)), tuple(map(_read_term, terms)))


def _read_term(term: str) -> Callable[[Seen], bool]:
    if term.startswith("!"):
        inner = _read_term(term[1:])
        return lambda seen: not inner(seen)
    first, second = ([*filter(None, side.split("|"))] for side in (*term.split(">"), "")[:2])
    if not second:
        return lambda seen: any(map(seen.has, first))
    return lambda seen: any(seen.has_in_order(before, after) for before in first for after in second)


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
