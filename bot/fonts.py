"""The font of what we draw ourselves, pictures and documents: Noto Sans CJK from a package, never the system's."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import manimgx_fonts_cjk
from PIL import ImageFont

FONT_FILE = Path(manimgx_fonts_cjk.__file__).with_name("NotoSansCJK-VF.otf.ttc")
_UNASSIGNED = "\U0010fffe"
_SIZE = 48


def find_missing(words: str) -> str:
    """The characters that the font would draw as a box; all its faces have the same ones."""
    return "".join(sorted(char for char in set(words) if not char.isspace() and not _has(char)))


@cache
def _has(char: str) -> bool:
    return bytes(_font().getmask(char)) != _box()


@cache
def _box() -> bytes:
    return bytes(_font().getmask(_UNASSIGNED))


@cache
def _font() -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONT_FILE, _SIZE, layout_engine=ImageFont.Layout.BASIC)
