"""Bars of a chart as plain numbers, for SVG that prints and needs no script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 720, 220
LEFT, BOTTOM, TOP = 8, 40, 26
GAP = 0.3  # of a bar's place


@dataclass(frozen=True)
class Piece:
    """One part of a bar: `kind` is its series."""

    kind: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Bar:
    label: str
    total: int
    middle: float  # x of the labels
    top: float  # y of the total
    pieces: tuple[Piece, ...]


def stack(rows: Sequence[tuple[str, Sequence[tuple[str, int]]]]) -> list[Bar]:
    """A bar for each (label, [(kind, count), …]), its first part at the bottom."""
    most = max((sum(count for _, count in parts) for _, parts in rows), default=0) or 1
    place = (WIDTH - 2 * LEFT) / max(len(rows), 1)
    bars = []
    for number, (label, parts) in enumerate(rows):
        x, y, pieces = LEFT + place * (number + GAP / 2), float(HEIGHT - BOTTOM), []
        for kind, count in parts:
            height = (HEIGHT - BOTTOM - TOP) * count / most
            y -= height
            if count:
                pieces.append(Piece(kind, round(x, 1), round(y, 1), round(place * (1 - GAP), 1), round(height, 1)))
        total = sum(count for _, count in parts)
        bars.append(Bar(label, total, round(x + place * (1 - GAP) / 2, 1), round(y - 6, 1), tuple(pieces)))
    return bars
