"""A menu as a picture: tabs on top, white cards with an icon and a few large words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import groupby

from PIL import Image, ImageDraw

from bot.channels.line.menus.icons import draw_icon
from bot.channels.line.menus.layout import Bounds
from bot.channels.line.menus.lettering import Setting, fit, write
from bot.channels.line.menus.looks import (
    BADGE,
    BADGE_GROUND,
    DIVIDER,
    GAP,
    GROUND,
    ICON,
    INK,
    LARGEST_LABEL,
    LINE,
    PADDING,
    QUIET_INK,
    RADIUS,
    SMALLEST_LABEL,
    TAB_GROUND,
    TAB_LABELS,
    WHITE,
    tint,
)
from bot.channels.line.menus.wording import Area, LineMenu
from bot.errors import SetupError
from bot.fonts import find_missing

SMOOTH = 2  # surfaces are drawn this much larger, so that round corners have smooth edges
COLOURS = 128
BORDER = 3
Corners = tuple[int, int, int, int]
MARK_HEIGHT = 20  # of the bar over the open tab, which says by its form which one that is


def draw_menu(menu: LineMenu) -> bytes:
    """A PNG. Raises SetupError when words don't fit or can't be written."""
    labels, tabs = set_labels(menu), set_tabs(menu)
    places = [place for row in _list_rows(menu, labels) for place in _place(row, menu.size)]
    image = _draw_surfaces(menu, places)
    for tab, setting in zip(menu.tabs, tabs, strict=True):
        bounds, is_open = tab.bounds, tab.menu == menu.menu
        top = bounds.y + MARK_HEIGHT + (bounds.height - MARK_HEIGHT - setting.height) / 2
        write(image, setting, bounds.x + bounds.width / 2, top, menu.colour if is_open else QUIET_INK)
    for place in places:
        inset = (BADGE - ICON) // 2
        image.paste(menu.colour, (place.badge.x + inset, place.badge.y + inset), draw_icon(place.area.icon, ICON))
        write(image, place.label, place.badge.x + BADGE / 2, place.label_top, INK)
    return _save(image)


@dataclass(frozen=True)
class _Place:
    """Where the parts of one area are."""

    area: Area
    card: Corners
    badge: Bounds
    label: Setting
    label_top: float


def _list_rows(menu: LineMenu, labels: list[Setting]) -> list[list[tuple[Area, Setting]]]:
    pairs = zip(menu.areas, labels, strict=True)
    return [list(row) for _, row in groupby(pairs, key=lambda pair: pair[0].bounds.y)]


def _place(row: list[tuple[Area, Setting]], size: tuple[int, int]) -> Iterator[_Place]:
    """In a row all icons are at one height, and so are all first lines, with or without readings above them."""
    lead = max(label.lead for _, label in row)
    tallest = max(label.height - label.lead for _, label in row) + lead
    for area, label in row:
        card = left, top, right, bottom = _card(area.bounds, size)
        y = round((top + bottom - BADGE - PADDING - tallest) / 2)
        badge = Bounds((left + right - BADGE) // 2, y, BADGE, BADGE)
        yield _Place(area, card, badge, label, y + BADGE + PADDING + lead - label.lead)


def set_labels(menu: LineMenu) -> list[Setting]:
    """The labels, all at the same size, the largest at which each fits. Raises SetupError, naming the label."""
    cards = [_card(area.bounds, menu.size) for area in menu.areas]
    room = [(right - left - 2 * PADDING, bottom - top - BADGE - 3 * PADDING) for left, top, right, bottom in cards]
    return _set([area.label for area in menu.areas], menu, room, (LARGEST_LABEL, SMALLEST_LABEL))


def set_tabs(menu: LineMenu) -> list[Setting]:
    """As `set_labels`, for the tabs."""
    room = [(tab.bounds.width - 2 * GAP, tab.bounds.height - 2 * MARK_HEIGHT) for tab in menu.tabs]
    return _set([tab.label for tab in menu.tabs], menu, room, TAB_LABELS)


def _set(labels: list[str], menu: LineMenu, room: list[tuple[int, int]], sizes: tuple[int, int]) -> list[Setting]:
    size = sizes[0]
    for _ in range(2):  # the second time at the size of the one with the least room
        settings = [_fit(label, menu, *place, (size, sizes[1])) for label, place in zip(labels, room, strict=True)]
        size = min((setting.size for setting in settings), default=size)
    return settings


def _fit(label: str, menu: LineMenu, width: int, height: int, sizes: tuple[int, int]) -> Setting:
    where = f"rich menu {menu.menu} in {menu.language}: 「{' '.join(label.split())}」"
    if missing := find_missing(label):
        raise SetupError(f"{where}: the font has no {' '.join(missing)}")
    setting = fit(label, menu.language, width, height, sizes)
    if setting is None:
        raise SetupError(f"{where}: too long to be read; shorten it, or put a line break (\\n) where it may be broken")
    return setting


def _draw_surfaces(menu: LineMenu, places: list[_Place]) -> Image.Image:
    image = Image.new("RGB", (menu.size[0] * SMOOTH, menu.size[1] * SMOOTH), tint(menu.colour, GROUND))
    draw = ImageDraw.Draw(image)
    _draw_tabs(draw, menu)
    for place in places:
        draw.rounded_rectangle(_larger(place.card), RADIUS * SMOOTH, WHITE, LINE, BORDER * SMOOTH)
        draw.ellipse(_larger(place.badge.corners), tint(menu.colour, BADGE_GROUND))
    return image.resize(menu.size, Image.Resampling.BOX)


def _draw_tabs(draw: ImageDraw.ImageDraw, menu: LineMenu) -> None:
    was_open = True  # no line at the edge of the picture, nor beside the open tab
    for tab in menu.tabs:
        left, top, right, bottom = tab.bounds.corners
        is_open = tab.menu == menu.menu
        if is_open:
            _box(draw, (left, top, right, top + MARK_HEIGHT), menu.colour)
        else:
            _box(draw, (left, top, right, bottom), tint(menu.colour, TAB_GROUND))
        if not is_open and not was_open:
            _box(draw, (left - 2, top + 64, left + 2, bottom - 64), tint(menu.colour, DIVIDER))
        was_open = is_open


def _card(bounds: Bounds, size: tuple[int, int]) -> Corners:
    """The white surface in an area; at the edges of the picture a gap is as wide as between two cards."""
    left, top, right, bottom = bounds.corners
    half = GAP // 2
    return (
        left + (half if left else GAP),
        top + half,
        right - (half if right < size[0] else GAP),
        bottom - (half if bottom < size[1] else GAP),
    )


def _box(draw: ImageDraw.ImageDraw, corners: Corners, colour: str) -> None:
    left, top, right, bottom = _larger(corners)
    draw.rectangle([left, top, right - 1, bottom - 1], colour)


def _larger(corners: Corners) -> Corners:
    left, top, right, bottom = (number * SMOOTH for number in corners)
    return left, top, right, bottom


def _save(image: Image.Image) -> bytes:
    stream = BytesIO()
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(stream, "PNG", compress_level=9)
    return stream.getvalue()
