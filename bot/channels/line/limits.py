"""LINE's limits as data, and cutting to them without breaking a character.

LINE counts long texts in UTF-16 units and short labels in grapheme clusters
(https://developers.line.biz/en/docs/messaging-api/text-character-count/). Sources below are sections of
https://developers.line.biz/en/reference/messaging-api/ unless said otherwise.
"""

from __future__ import annotations

import json
import math
from enum import StrEnum
from typing import Any, NamedTuple

import regex

ELLIPSIS = "…"


class Unit(StrEnum):
    ITEMS = "items"
    UTF16 = "UTF-16 units"
    GRAPHEMES = "graphemes"
    BYTES = "bytes of compact UTF-8 JSON"


class Limit(NamedTuple):
    maximum: int
    unit: Unit
    source: str


MESSAGES = Limit(5, Unit.ITEMS, "send-reply-message: messages")
MULTICAST_RECIPIENTS = Limit(500, Unit.ITEMS, "send-multicast-message: to")
TEXT = Limit(5000, Unit.UTF16, "text-message: text")
ALT_TEXT = Limit(1500, Unit.UTF16, "flex-message: altText")
QUICK_REPLIES = Limit(13, Unit.ITEMS, "quick-reply: items")
QUICK_REPLY_LABEL = Limit(20, Unit.GRAPHEMES, "action-objects: label in a quick reply")
BUTTON_LABEL = Limit(40, Unit.GRAPHEMES, "action-objects: label of a Flex button")
CHAT_BAR_TEXT = Limit(14, Unit.GRAPHEMES, "rich-menu-object: chatBarText")
MENU_AREAS = Limit(20, Unit.ITEMS, "rich-menu-object: areas")
MENU_LABEL = Limit(20, Unit.GRAPHEMES, "action-objects: label in a rich menu")
POSTBACK_DATA = Limit(300, Unit.UTF16, "postback-action: data")
DISPLAY_TEXT = Limit(300, Unit.GRAPHEMES, "postback-action: displayText")
MESSAGE_ACTION_TEXT = Limit(300, Unit.GRAPHEMES, "message-action: text")
ACTION_URI = Limit(1000, Unit.UTF16, "uri-action: uri")
IMAGE_URL = Limit(2000, Unit.UTF16, "image-message: originalContentUrl, previewImageUrl")
LOCATION_TITLE = Limit(100, Unit.UTF16, "location-message: title")
LOCATION_ADDRESS = Limit(100, Unit.UTF16, "location-message: address")
SENDER_NAME = Limit(20, Unit.UTF16, "icon-nickname-switch: name")
BUBBLE = Limit(30 * 1024, Unit.BYTES, "bubble")
CAROUSEL = Limit(50 * 1024, Unit.BYTES, "f-carousel")
CAROUSEL_BUBBLES = Limit(12, Unit.ITEMS, "f-carousel: contents")

# LINE counts a cluster as one however many code points it has, so a label of piled-up accents could still be
# kilobytes; a family emoji has 11 units and every real word far fewer.
MAX_UNITS_PER_GRAPHEME = 16

# Only so much of a text is looked at for each unit that may stay, so that megabytes cost no time.
LOOK_AHEAD = 4

_SURROGATE_OR_NUL = regex.compile(r"[\p{Cs}\x00]")
_VISIBLE = regex.compile(r"[^\p{C}\p{Z}\s\p{Default_Ignorable_Code_Point}\u2800]")
_GRAPHEME = regex.compile(r"\X")


def drop_unsendable(text: str) -> str:
    """Without lone surrogates and NUL, which have no place in UTF-8 JSON."""
    kept: str = _SURROGATE_OR_NUL.sub("", text)
    return kept


def is_visible(text: str) -> bool:
    """Has it anything to see? LINE refuses messages of nothing but spaces and invisible characters."""
    return _VISIBLE.search(text) is not None


def count_units(text: str) -> int:
    """UTF-16 code units, as LINE counts texts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def count_graphemes(text: str) -> int:
    """Grapheme clusters, as LINE counts labels."""
    return sum(1 for _ in _GRAPHEME.finditer(text))


def json_size(value: Any) -> int:
    """Bytes of the value as compact UTF-8 JSON."""
    return len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8"))


def cut(text: str, limit: Limit) -> str:
    """The text within a limit in UTF-16 units or graphemes, ending in "…" when something was left out."""
    if limit.unit is Unit.GRAPHEMES:
        return _cut(text, limit.maximum, limit.maximum * MAX_UNITS_PER_GRAPHEME)
    return _cut(text, math.inf, limit.maximum)


def cut_units(text: str, maximum: int) -> str:
    """At most `maximum` (≥ 1) UTF-16 units, never half a grapheme."""
    return _cut(text, math.inf, maximum)


def find_unit_boundary(text: str, maximum: int) -> int:
    """How many code points from the start make at most `maximum` UTF-16 units without breaking a grapheme.

    A cluster that alone is longer is broken between code points, so the answer is 0 only for an empty text.
    """
    units = end = 0
    for match in _GRAPHEME.finditer(text):
        units += count_units(match.group())
        if units > maximum:
            break
        end = match.end()
    return end or min(len(text), max(1, maximum // 2))


def _cut(text: str, max_graphemes: float, max_units: int) -> str:
    text = drop_unsendable(text[: LOOK_AHEAD * max_units + LOOK_AHEAD])
    if count_units(text) <= min(max_graphemes, max_units):  # no cluster has less than a unit
        return text
    units = 0
    room_end = 0  # where to cut so that the ellipsis still fits
    for graphemes, match in enumerate(_GRAPHEME.finditer(text), start=1):
        units += count_units(match.group())
        if graphemes > max_graphemes or units > max_units:
            return text[:room_end].rstrip() + ELLIPSIS
        if graphemes < max_graphemes and units < max_units:
            room_end = match.end()
    return text
