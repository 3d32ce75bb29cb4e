"""Where things stand in a drawing: values to coordinates, for the templates that draw SVG."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Plot:
    """A drawing of width × height units whose inner rectangle shows 0–1 on both axes, y upwards."""

    width: int = 440
    height: int = 400
    left: int = 68
    right: int = 20
    top: int = 20
    bottom: int = 56
    low: float = 0.0  # the value at the foot of the y axis

    def x(self, value: float) -> float:
        return round(self.left + value * (self.width - self.left - self.right), 1)

    def y(self, value: float) -> float:
        share = (value - self.low) / (1 - self.low)
        return round(self.height - self.bottom - share * (self.height - self.top - self.bottom), 1)

    def line(self, points: Iterable[tuple[float, float]]) -> str:
        """A path through points; what lies below the axis is drawn on it."""
        return "M" + " L".join(f"{self.x(x)} {self.y(max(y, self.low))}" for x, y in points)

    @property
    def ticks(self) -> list[float]:
        return [0, 0.2, 0.4, 0.6, 0.8, 1]

    @property
    def rises(self) -> list[float]:
        """Ticks of the y axis."""
        return [tick for tick in self.ticks if tick >= self.low]


def floor_for(values: Iterable[float]) -> float:
    """The foot of an axis that shows all of these without wasting its height: a multiple of .2, at most .6."""
    return min(0.6, int(min(values, default=0.0) * 5 + 1e-9) / 5)
