"""Persons in a shelter over time as a line of plain numbers, for SVG that prints and needs no script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.shelters.models import Change, ShelterEvent

WIDTH, HEIGHT = 720, 200
LEFT, RIGHT, TOP, BOTTOM = 48, 12, 16, 28
SHORTEST = timedelta(hours=1)


@dataclass(frozen=True)
class Line:
    """`points` are SVG's; `most` is the number at `top`. `marks` are (x, moment) below the line."""

    points: str
    most: int
    marks: Sequence[tuple[float, datetime]]
    top: int = TOP
    bottom: int = HEIGHT - BOTTOM


def draw(events: Sequence[ShelterEvent], now: datetime) -> Line | None:
    """Steps: a number holds until the next one is said. None while nobody has counted."""
    counted = [(one.happened_at, _count(one)) for one in sorted(events, key=lambda one: (one.happened_at, one.id or 0))]
    counted = [(at, count) for at, count in counted if count is not None]
    if not any(count for _, count in counted):
        return None
    first, last = counted[0][0], max(now, counted[0][0] + SHORTEST)
    most = max(count for _, count in counted if count is not None)

    def place(at: datetime) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * ((at - first) / (last - first)), 1)

    def height(count: int) -> float:
        return round(HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * count / most, 1)

    points, before = list[str](), 0
    for at, count in counted:
        points += [f"{place(at)},{height(before)}", f"{place(at)},{height(count or 0)}"]
        before = count or 0
    points.append(f"{place(last)},{height(before)}")
    return Line(" ".join(points), most, [(place(first), first), (place(last), last)])


def _count(event: ShelterEvent) -> int | None:
    """Whoever closes sends all of them home."""
    return 0 if event.change in (Change.OPENED, Change.CLOSED) else event.persons
