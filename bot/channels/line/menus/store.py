"""Pictures ready to be sent: supplied ones as they are, drawn ones kept in a folder until something about them changes.

Drawing takes half a second a picture, so it is not done when the kept one is still right.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from functools import cache
from importlib.metadata import version
from pathlib import Path

from bot.channels.line.menus.api import Picture
from bot.channels.line.menus.picture import draw_menu
from bot.channels.line.menus.wording import LineMenu

_DRAWN_BY = ("icons.py", "icons.yml", "layout.py", "lettering.py", "looks.py", "picture.py", "readings.py")
_DRAWN_WITH = ("pillow", "manimgx-fonts-cjk")
_PNG = b"\x89PNG"


class PictureStore:
    """Pictures below a folder, which is made when the first is kept."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, menu: LineMenu) -> Picture:
        """Raises SetupError when the menu can't be drawn."""
        return _picture(menu.picture.read_bytes() if menu.picture else self._drawn(menu))

    def _drawn(self, menu: LineMenu) -> bytes:
        stem = f"{menu.menu}.{menu.language}"
        path = self._folder / f"{stem}.{_key(menu)}.png"
        if path.is_file():
            return path.read_bytes()
        data = draw_menu(menu)
        self._folder.mkdir(parents=True, exist_ok=True)
        for outdated in self._folder.glob(f"{stem}.*.png"):
            outdated.unlink(missing_ok=True)
        part = path.with_suffix(".part")  # so that nobody reads half a picture
        part.write_bytes(data)
        part.replace(path)
        return data


def make_picture(menu: LineMenu) -> Picture:
    """As `PictureStore.get`, drawn in any case."""
    return _picture(menu.picture.read_bytes() if menu.picture else draw_menu(menu))


def _picture(data: bytes) -> Picture:
    return Picture(data, "image/png" if data.startswith(_PNG) else "image/jpeg")


def _key(menu: LineMenu) -> str:
    """Of everything that decides how the picture looks."""
    digest = hashlib.sha256(json.dumps(asdict(menu), sort_keys=True, default=str).encode())
    digest.update(_drawing())
    return digest.hexdigest()[:16]


@cache
def _drawing() -> bytes:
    here = Path(__file__).parent
    sources = b"".join((here / name).read_bytes() for name in _DRAWN_BY)
    return hashlib.sha256(sources + " ".join(map(version, _DRAWN_WITH)).encode()).digest()
