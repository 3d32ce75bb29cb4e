"""Where things are on a drawn menu: tabs on top, below them rows of equal height."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise

from bot.channels.line.menus.looks import HEIGHT, TAB_HEIGHT, WIDTH

SIZE = (WIDTH, HEIGHT)


@dataclass(frozen=True)
class Bounds:
    """A rectangle in pixels of the picture."""

    x: int
    y: int
    width: int
    height: int

    @property
    def corners(self) -> tuple[int, int, int, int]:
        """Left, top, right and bottom."""
        return self.x, self.y, self.x + self.width, self.y + self.height

    def is_inside(self, size: tuple[int, int]) -> bool:
        left, top, right, bottom = self.corners
        return 0 <= left < right <= size[0] and 0 <= top < bottom <= size[1]

    def to_json(self) -> dict[str, int]:
        return asdict(self)


def place_tabs(count: int) -> list[Bounds]:
    """Side by side along the upper edge."""
    return [Bounds(x, 0, width, TAB_HEIGHT) for x, width in _share(0, WIDTH, count)]


def place_rows(areas: Sequence[int], has_tabs: bool) -> list[Bounds]:
    """One after the other, for rows with this many areas each."""
    top = TAB_HEIGHT if has_tabs else 0
    return [
        Bounds(x, y, width, height)
        for count, (y, height) in zip(areas, _share(top, HEIGHT, len(areas)), strict=True)
        for x, width in _share(0, WIDTH, count)
    ]


def _share(start: int, end: int, count: int) -> list[tuple[int, int]]:
    """(where it begins, how long it is) of equal parts that leave no pixel over."""
    edges = [start + (end - start) * number // count for number in range(count + 1)] if count else []
    return [(edge, after - edge) for edge, after in pairwise(edges)]
