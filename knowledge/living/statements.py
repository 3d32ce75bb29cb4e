"""Text as statements: one sentence or table row each, with its facts, comparable whatever way it is written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import blake2b

from knowledge.living.facts import Fact, find_facts
from knowledge.sources.chunks import HEADING_SIGN
from nlu.normalize import normalize

Pairs = frozenset[str]

_SENTENCE_END = re.compile("(?<=[\u3002\uff01\uff1f!?])")
_SPACES = re.compile(r"\s+")
_LABEL = 24  # characters beside a fact that say what it is


@dataclass(frozen=True)
class Statement:
    """`text` is normalised and without spaces around; `heading` is the path above it, without the page's title."""

    text: str
    heading: str
    facts: tuple[Fact, ...]

    @cached_property
    def skeleton(self) -> str:
        """The text with each fact replaced by its kind: equal where only values differ."""
        parts: list[str] = []
        place = 0
        for fact in self.facts:
            parts += [self.text[place : fact.start], f"{{{fact.kind}}}"]
            place = fact.end
        return _SPACES.sub("", "".join([*parts, self.text[place:]]))

    @cached_property
    def key(self) -> str:
        """Equal for statements that say the same with the same facts, whatever way these are written."""
        return _hash(repr((self.skeleton, [fact.value for fact in self.facts])))

    @cached_property
    def form(self) -> str:
        """Equal for statements that differ only in the values of their facts."""
        return _hash(self.skeleton)

    @cached_property
    def words(self) -> Pairs:
        return pairs(self.skeleton)

    @cached_property
    def heading_words(self) -> Pairs:
        return pairs(self.heading)

    @cached_property
    def labels(self) -> tuple[Pairs, ...]:
        """For each fact, what stands before it up to the fact before, or after it where nothing does."""
        ends = [0, *(fact.end for fact in self.facts)]
        found = []
        for number, fact in enumerate(self.facts):
            before = self.text[max(ends[number], fact.start - _LABEL) : fact.start].strip()
            found.append(pairs(before or self.text[fact.end : fact.end + _LABEL]))
        return tuple(found)


@lru_cache(maxsize=20_000)
def read_statements(text: str, heading: str = "") -> tuple[Statement, ...]:
    """The statements of a passage or an answer, in its order. `heading` is a passage's, with the page's title."""
    path = heading.partition(HEADING_SIGN)[2]
    sentences = (sentence for line in text.splitlines() for sentence in _SENTENCE_END.split(line))
    cleaned = (normalize(sentence) for sentence in sentences)
    return tuple(Statement(sentence, path, find_facts(sentence)) for sentence in cleaned if sentence)


@lru_cache(maxsize=20_000)
def pairs(text: str) -> Pairs:
    """The pairs of neighbouring characters, which tell Japanese texts apart without a dictionary."""
    folded = _SPACES.sub("", text).casefold()
    return frozenset(folded[place : place + 2] for place in range(len(folded) - 1)) or frozenset(
        [folded] * bool(folded)
    )


def _hash(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


def likeness(one: Pairs, other: Pairs) -> float:
    """0 (nothing in common) to 1 (the same pairs)."""
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


def share(part: Pairs, whole: Pairs) -> float:
    """How much of the first is in the second, 0 to 1."""
    return len(part & whole) / len(part) if part else 0.0


def words_of(statements: Sequence[Statement]) -> Pairs:
    return frozenset().union(*(statement.words for statement in statements))
