"""Words on pictures: lines, readings above kanji, and the largest size at which they fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from PIL import Image, ImageDraw, ImageFont

from bot.channels.line.menus.looks import LINE_HEIGHT, MOST_LINES, RUBY
from bot.channels.line.menus.readings import Piece, split_readings
from bot.fonts import FONT_FILE

# Faces of the collection: one character has other strokes in Japan, Korea and China. The first has Vietnamese, too.
FACES = {"ko": 1, "zh": 2}
BOLD = "Bold"
STEP = 3
DESCENT, ASCENT = 0.3, 0.95  # where, in a line, words stand and readings stand above them, in sizes


@dataclass(frozen=True)
class Setting:
    """Words broken into lines at one size in pixels."""

    lines: tuple[tuple[Piece, ...], ...]
    size: int
    language: str

    @property
    def lead(self) -> float:
        """The height of the readings above the first line."""
        return self.size * _reading_share(self.lines[0])

    @property
    def height(self) -> float:
        return sum(self.line_height(line) for line in self.lines)

    @property
    def width(self) -> float:
        return max(_line_width(line, self.size, self.language) for line in self.lines)

    def line_height(self, line: Sequence[Piece]) -> float:
        return self.size * (LINE_HEIGHT + _reading_share(line))


def fit(words: str, language: str, width: float, height: float, sizes: tuple[int, int]) -> Setting | None:
    """The words at the largest size (largest, smallest) at which they fit; None when they don't.

    Lines are broken at spaces and, always, at line breaks, never within a word.
    """
    for size in range(sizes[0], sizes[1] - 1, -STEP):
        lines = tuple(line for part in words.split("\n") for line in _break(part, language, size, width))
        setting = Setting(lines, size, language)
        if len(lines) <= MOST_LINES and setting.width <= width and setting.height <= height:
            return setting
    return None


def write(image: Image.Image, setting: Setting, centre: float, top: float, colour: str) -> None:
    """Draw the lines one below the other, each around `centre`."""
    draw = ImageDraw.Draw(image)
    for line in setting.lines:
        x = centre - _line_width(line, setting.size, setting.language) / 2
        top += setting.line_height(line)
        for piece in line:
            x = _write_piece(draw, piece, setting, x, top - setting.size * DESCENT, colour)


def _write_piece(
    draw: ImageDraw.ImageDraw, piece: Piece, setting: Setting, x: float, baseline: float, colour: str
) -> float:
    width = _piece_width(piece, setting.size, setting.language)
    middle = x + width / 2
    draw.text((middle, baseline), piece.text, fill=colour, font=_font(setting.language, setting.size), anchor="ms")
    if piece.reading:
        small = _font(setting.language, round(setting.size * RUBY))
        draw.text((middle, baseline - setting.size * ASCENT), piece.reading, fill=colour, font=small, anchor="ms")
    return x + width


def _break(words: str, language: str, size: int, width: float) -> list[tuple[Piece, ...]]:
    """One line, or the two that are most alike in width."""
    parts = words.split()
    whole = _join(parts)
    if len(parts) < 2 or _line_width(whole, size, language) <= width:
        return [whole]
    halves = [[_join(parts[:end]), _join(parts[end:])] for end in range(1, len(parts))]
    return min(halves, key=lambda lines: max(_line_width(line, size, language) for line in lines))


def _join(parts: Sequence[str]) -> tuple[Piece, ...]:
    return tuple(split_readings(" ".join(parts)))


def _reading_share(line: Sequence[Piece]) -> float:
    return RUBY if any(piece.reading for piece in line) else 0.0


def _line_width(line: Sequence[Piece], size: int, language: str) -> float:
    return sum(_piece_width(piece, size, language) for piece in line)


def _piece_width(piece: Piece, size: int, language: str) -> float:
    width = _font(language, size).getlength(piece.text)
    return max(width, _font(language, round(size * RUBY)).getlength(piece.reading)) if piece.reading else width


@cache
def _font(language: str, size: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(FONT_FILE, size, index=FACES.get(language, 0), layout_engine=ImageFont.Layout.BASIC)
    font.set_variation_by_name(BOLD)
    return font
