"""Colours and measures of the drawn menus, after the Digital Agency's design tokens."""

from __future__ import annotations

WHITE = "#ffffff"
INK = "#1a1a1a"  # neutral-solid-gray-900
QUIET_INK = "#333333"  # neutral-solid-gray-800
LINE = "#cccccc"  # neutral-solid-gray-200
READABLE = 4.5  # contrast of text with what is behind it (WCAG 2.2, 1.4.3)

WIDTH, HEIGHT = 2500, 1686  # LINE's largest; a phone shows 2500 as some 375 points, so 107 here are 16 there
TAB_HEIGHT = 236
GAP = 36
PADDING = 28  # between a card's border and its words
RADIUS = 48
BADGE = 248  # the circle behind an icon
ICON = 154
GROUND, BADGE_GROUND, TAB_GROUND, DIVIDER = 0.07, 0.1, 0.16, 0.35  # how strong the menu's colour is there

LARGEST_LABEL, SMALLEST_LABEL = 128, 107
TAB_LABELS = (112, 92)
MOST_LINES = 2
LINE_HEIGHT = 1.24
RUBY = 0.5  # the size of a reading above its word


def tint(colour: str, strength: float) -> str:
    """The colour thinned with white; `strength` 0 is white, 1 the colour itself."""
    parts = (round(255 - (255 - part) * strength) for part in _parts(colour))
    return "#" + "".join(f"{part:02x}" for part in parts)


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21, as WCAG 2.2 defines it."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(part / 255) for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _parts(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[start : start + 2], 16) for start in (1, 3, 5))
