"""Icons as strokes on a grid of 24, drawn large and made small, so that their edges are smooth."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from PIL import Image, ImageDraw

from bot.yaml_files import parse_yaml

ICONS: dict[str, list[str]] = parse_yaml(Path(__file__).with_name("icons.yml").read_text("utf-8"))
GRID = 24
STROKE = 1.75
SMOOTH = 4  # how much larger it is drawn


def draw_icon(name: str, size: int) -> Image.Image:
    """A mask of `size` by `size` pixels, white where the icon is."""
    pen = _Pen(size * SMOOTH)
    for stroke in ICONS[name]:
        kind, *numbers = stroke.split()
        getattr(pen, kind)(*map(float, numbers))
    return pen.image.resize((size, size), Image.Resampling.LANCZOS)


class _Pen:
    """One method for each kind of stroke of icons.yml."""

    def __init__(self, size: int) -> None:
        self.image = Image.new("L", (size, size))
        self._draw = ImageDraw.Draw(self.image)
        self._scale = size / GRID
        self._width = round(STROKE * self._scale)

    def line(self, *numbers: float) -> None:
        points = list(zip(numbers[::2], numbers[1::2], strict=True))
        for start, end in pairwise(points):
            self._draw.line([self._at(*start), self._at(*end)], fill=255, width=self._width)
        for x, y in points:  # round ends and joints
            self.disc(x, y, STROKE / 2)

    def box(self, left: float, top: float, right: float, bottom: float, radius: float) -> None:
        corners = [*self._at(left - STROKE / 2, top - STROKE / 2), *self._at(right + STROKE / 2, bottom + STROKE / 2)]
        radius = (radius + STROKE / 2) * self._scale
        self._draw.rounded_rectangle(corners, radius, outline=255, width=self._width)

    def circle(self, x: float, y: float, radius: float) -> None:
        self.ellipse(x, y, radius, radius)

    def ellipse(self, x: float, y: float, across: float, up: float) -> None:
        self._draw.ellipse(self._around(x, y, across + STROKE / 2, up + STROKE / 2), outline=255, width=self._width)

    def disc(self, x: float, y: float, radius: float) -> None:
        self._draw.ellipse(self._around(x, y, radius, radius), fill=255)

    def arc(self, x: float, y: float, radius: float, start: float, end: float) -> None:
        outer = radius + STROKE / 2
        self._draw.arc(self._around(x, y, outer, outer), start, end, fill=255, width=self._width)

    def _around(self, x: float, y: float, across: float, up: float) -> list[float]:
        return [*self._at(x - across, y - up), *self._at(x + across, y + up)]

    def _at(self, x: float, y: float) -> tuple[float, float]:
        return x * self._scale, y * self._scale
