"""How sure a figure is: bootstrap intervals over queries, and Wilson's for a share that was counted."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 1_000
SEED = 20_261_001  # the same files always give the same intervals
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Figure:
    """A measured value with its 95 % interval; all three are None where there is nothing to measure."""

    value: float | None
    low: float | None = None
    high: float | None = None

    def to_json(self) -> dict[str, float | None]:
        return {name: rounded(getattr(self, name)) for name in ("value", "low", "high")}


def resample(count: int, seed: int = SEED) -> Array:
    """How often each of `count` queries is in each resample: RESAMPLES × count, every row adding up to `count`."""
    generator = np.random.default_rng(seed)
    return generator.multinomial(count, np.full(count, 1 / count), RESAMPLES).astype(np.float64)


def figure(value: Array, resampled: Array) -> Figure:
    """From the measured value (one element) and its values over resamples; NaN ones say nothing and are left out."""
    if not np.isfinite(value[0]):
        return Figure(None)
    known = resampled[np.isfinite(resampled)]
    if not len(known):
        return Figure(float(value[0]))
    low, high = np.percentile(known, (2.5, 97.5))
    return Figure(float(value[0]), float(low), float(high))


def wilson(count: int, of: int) -> Figure:
    """A share that was counted with its 95 % Wilson interval; nothing known of nothing."""
    if of == 0:
        return Figure(None)
    z, share = 1.959964, count / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    spread = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    # At the ends the bound is the share itself, but for the last digit of a float.
    return Figure(share, 0.0 if count == 0 else middle - spread, 1.0 if count == of else middle + spread)


def rounded(value: Any) -> Any:
    """For JSON: four digits, None as it is."""
    return None if value is None else round(float(value), 4)
