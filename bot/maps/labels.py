"""Where names stand on the map, so that those of small neighbours can all be read."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

SIZE = 18.0  # units of a letter, as `map.css` has it for the whole city on a wide screen
NARROW_SIZE = 30.0  # and of a district's name on a narrow one
PIN = 0.8  # of a letter: half of a pin, which is larger on a narrow screen, too
NARROW = 0.6  # of it: a letter that is not as wide as it is high
LINE = 1.15  # from a name to the line under it
SHIFTS = (0.0, -0.6, 0.6, -1.2, 1.2, -1.8, 1.8, -2.4, 2.4)  # of a letter, the nearest first


@dataclass(frozen=True)
class Label:
    """A name and what is said under it; `room` is how large its area is."""

    x: float
    y: float
    name: str
    under: str = ""
    room: float = 0.0


@dataclass(frozen=True)
class _Box:
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: _Box) -> bool:
        apart = self.right <= other.left or other.right <= self.left
        return not (apart or self.bottom <= other.top or other.bottom <= self.top)


def shift_labels(
    labels: Sequence[Label], pins: Sequence[tuple[float, float]] = (), size: float = SIZE
) -> list[float | None]:
    """How far each moves up (-) or down, in letters of that size; None where there is no room until it is zoomed. The
    smallest area chooses first, since a large one has room to give way, and all give way to pins."""
    shifts: list[float | None] = [None] * len(labels)
    half = PIN * size
    placed = [_Box(x - half, y - half, x + half, y + half) for x, y in pins]
    for at in sorted(range(len(labels)), key=lambda one: labels[one].room):
        for shift in SHIFTS:
            box = _measure(labels[at], shift, size)
            if not any(box.meets(other) for other in placed):
                shifts[at] = shift
                placed.append(box)
                break
    return shifts


def _measure(label: Label, shift: float, size: float) -> _Box:
    half = max(_count_letters(label.name), _count_letters(label.under)) * size / 2
    top = label.y + (shift - 0.5) * size
    height = size * (1 + LINE if label.under else 1)
    return _Box(label.x - half, top, label.x + half, top + height)


def _count_letters(words: str) -> float:
    return sum(1 if unicodedata.east_asian_width(one) in "WFA" else NARROW for one in words)
