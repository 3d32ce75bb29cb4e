"""What a text claims with numbers: each value with its unit and what bounds it (`claims.yml`)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.yaml_files import parse_yaml
from knowledge.generation.wording import find_last_words
from knowledge.living.facts import FactKind, find_facts
from nlu.normalize import normalize

_WRITTEN: dict[str, Any] = parse_yaml(Path(__file__).with_name("claims.yml").read_text("utf-8"))
_READING, _DAYS, _FRACTION, _ADDRESS, _NUMBER, _NUMERAL = (
    re.compile(_WRITTEN[name]) for name in ("reading", "days", "fraction", "address", "number", "numeral")
)
_REWRITES = [(re.compile(pattern), replacement) for pattern, replacement in _WRITTEN["rewrites"]]
_BEFORE = [(name, re.compile(f"(?:{pattern})$")) for name, pattern in _WRITTEN["before"].items()]
_BEHIND = [(name, re.compile(f"(?:{_WRITTEN['gap']})(?:{pattern})")) for name, pattern in _WRITTEN["behind"].items()]
_FAR = 8  # characters before a value in which what bounds it is looked for


@dataclass(frozen=True)
class Claim:
    """`values` are all readings of it (5:00 and 17:00); `bounds` say "at most", "per week" and the like.

    Claims of one `kind` are alternatives to each other: the fee of this and the fee of that.
    """

    kind: str
    values: frozenset[str]
    bounds: frozenset[str]
    start: int
    end: int
    lead: tuple[str, ...] = ()  # the words before it, since the last claim of its kind

    @property
    def is_word(self) -> bool:
        """Whether it is a kanji number within a word, which the word's own check sees too."""
        return self.kind.startswith("numeral")

    def rests_on(self, source: Claim) -> bool:
        """Whether the source says at least as much, and nothing else."""
        if self.kind != source.kind or self.bounds != source.bounds:
            return False
        if self.kind == FactKind.DATE:
            return _same_date(next(iter(self.values)), next(iter(source.values)))
        return source.values <= self.values


def read_plainly(text: str) -> str:
    """The text in one spelling: widths, kanji numbers, readings behind kanji, per week, per month."""
    text = normalize(_READING.sub("", normalize(text)))
    for pattern, replacement in _REWRITES:
        text = pattern.sub(replacement, text)
    return text


@lru_cache(maxsize=20_000)
def find_claims(text: str) -> tuple[Claim, ...]:
    """The claims of a line that was read plainly, in their order. No digit of it is left out."""
    found: list[Claim] = []
    left = text
    for finder in (_find_addresses, _find_fractions, _find_facts, _find_days, _find_numbers, _find_numerals):
        for kind, value, start, end in list(finder(left)):
            # A number that is no fact leaves its unit among the words.
            behind = end + len(kind.partition(" ")[2]) if finder is _find_numbers else end
            found.append(Claim(kind, frozenset(value.split("|")), _bounds(text, kind, start, behind), start, end))
            left = f"{left[:start]}{chr(0) * (end - start)}{left[end:]}"
    return tuple(_with_leads(text, sorted(found, key=lambda claim: claim.start)))


def _with_leads(text: str, claims: Sequence[Claim]) -> Iterator[Claim]:
    bare = blank(text, claims)
    ends: dict[str, int] = {}
    for claim in claims:
        yield replace(claim, lead=find_last_words(bare[ends.get(claim.kind, 0) : claim.start]))
        ends[claim.kind] = claim.end


def blank(text: str, claims: Iterable[Claim], filler: str = " ") -> str:
    """The text with its claims painted over, as long as before; numbers within words stay."""
    for claim in claims:
        if not claim.is_word:
            text = f"{text[: claim.start]}{filler * (claim.end - claim.start)}{text[claim.end :]}"
    return text


Found = tuple[str, str, int, int]


def _find_addresses(text: str) -> Iterator[Found]:
    for match in _ADDRESS.finditer(text):
        yield "address", match[0].rstrip("/.,"), match.start(), match.end()


def _find_fractions(text: str) -> Iterator[Found]:
    for match in _FRACTION.finditer(text):
        yield "fraction", f"{match['above']}/{match['below']}", match.start(), match.end()


def _find_facts(text: str) -> Iterator[Found]:
    for fact in find_facts(text):
        unit = f" {fact.value.partition(' ')[2]}" if fact.kind is FactKind.COUNT else ""
        yield fact.kind.value + unit, fact.value, fact.start, fact.end


def _find_days(text: str) -> Iterator[Found]:
    for match in _DAYS.finditer(text):
        yield FactKind.WEEKDAY.value, match[0], match.start(), match.end()


def _find_numbers(text: str) -> Iterator[Found]:
    """Digits that are no fact, with what touches them."""
    for match in _NUMBER.finditer(text):
        unit = match["after"] or ""
        before = match["before"].strip("\0") or ("" if unit else match["word"] or "")
        yield (
            f"number {unit}",
            f"{before} {match['number'].replace(',', '')}",
            match.start("number"),
            match.end("number"),
        )


def _find_numerals(text: str) -> Iterator[Found]:
    for match in _NUMERAL.finditer(text):
        yield f"numeral {match[0]}", match[0], match.start("numeral"), match.end("numeral")


def _bounds(text: str, kind: str, start: int, end: int) -> frozenset[str]:
    if kind in ("address", FactKind.PHONE, FactKind.URL) or kind.startswith("numeral"):
        return frozenset()
    bounds: set[str] = set()
    head = text[max(0, start - _FAR) : start]
    while step := next(((name, match) for name, pattern in _BEFORE if (match := pattern.search(head))), None):
        bounds.add(step[0])
        head = head[: step[1].start()]
    while step := next(((name, match) for name, pattern in _BEHIND if (match := pattern.match(text, end))), None):
        bounds.add(step[0])
        end = step[1].end()
    return frozenset(bounds)


def _same_date(claimed: str, source: str) -> bool:
    """Equal, or without the year the source has; a year of its own would be invented."""
    return claimed == source or (claimed.startswith("--") and source[:2].isdigit() and source[5:] == claimed[2:])
