"""The figures again for parts of the queries: by length, and by what the corpus says of the right entry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from knowledge.entries import NewEntry
from knowledge.measure.cases import Case
from knowledge.measure.intervals import Figure
from knowledge.measure.measures import measure

VERY_SHORT = 8  # characters; what people type on a phone: two nouns
SHORT = 20
MOST_VALUES = 12  # of one facet; the rest are one slice, since a few queries measure nothing
LENGTHS = ("very_short", "short", "long")
REST = "rest"
FACETS = ("department", "category", "kind", "language")
SHOWN = ("ndcg_at_10", "precision_at_1", "answered", "answered_right")


@dataclass(frozen=True)
class Slice:
    """The queries with one value of a facet; `value` is a length's name, `rest`, or as the corpus writes it."""

    facet: str
    value: str
    n: int
    figures: Mapping[str, Figure]

    def to_json(self) -> dict[str, Any]:
        figures = {name: found.to_json() for name, found in self.figures.items()}
        return {"facet": self.facet, "value": self.value, "n": self.n, **figures}


def slice_cases(cases: Sequence[Case], entries: Mapping[str, NewEntry]) -> list[Slice]:
    """Lengths always; a facet of the corpus only where its entries have more than one value of it."""
    lengths = [length_of(case.text) for case in cases]
    slices = [_slice("length", name, cases, lengths) for name in LENGTHS if name in lengths]
    for facet in FACETS:
        values = _collapsed([_value(case, entries, facet) for case in cases])
        order = [value for value, _ in Counter(values).most_common() if value not in ("", REST)]
        if len(order) > 1:
            order += [REST] if REST in values else []
            slices += [_slice(facet, value, cases, values) for value in order]
    return slices


def length_of(text: str) -> str:
    """`very_short` up to 8 characters, `short` up to 20, `long`."""
    count = len(text.strip())
    return LENGTHS[(count > VERY_SHORT) + (count > SHORT)]


def _value(case: Case, entries: Mapping[str, NewEntry], facet: str) -> str:
    right = [entries[id_] for id_ in case.right_ids if id_ in entries]
    return str(getattr(right[0], facet)) if right else ""


def _collapsed(values: list[str]) -> list[str]:
    known = Counter(value for value in values if value)
    kept = {value for value, _ in known.most_common(MOST_VALUES)}
    return [value if not value or value in kept else REST for value in values]


def _slice(facet: str, value: str, cases: Sequence[Case], values: Sequence[str]) -> Slice:
    inside = [case for case, its in zip(cases, values, strict=True) if its == value]
    figures = measure(inside)
    return Slice(facet, value, len(inside), {name: figures[name] for name in SHOWN})
