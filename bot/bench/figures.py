"""What a benchmark says: a named figure beside its bar."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Figure:
    """`value` in `unit`; `bar` is the most it may be and `least` the least, None when it is only told."""

    name: str
    value: float
    unit: str
    bar: float | None = None
    detail: str = ""
    least: float | None = None

    @property
    def is_met(self) -> bool:
        is_too_much = self.bar is not None and self.value > self.bar
        return not is_too_much and (self.least is None or self.value >= self.least)

    @property
    def wanted(self) -> str:
        """The bar as it is read, empty without one."""
        if self.least is not None:
            return f"≥ {self.least:g} {self.unit}"
        return "" if self.bar is None else f"≤ {self.bar:g} {self.unit}"

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "is_met": self.is_met}


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` (0-1) of the values don't exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, round(share * len(ordered) + 0.5) - 1))]


def describe(values: Sequence[float]) -> str:
    return f"n {len(values)}, median {statistics.median(values):.0f}, max {max(values):.0f}"
