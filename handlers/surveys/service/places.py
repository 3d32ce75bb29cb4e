"""The city's districts, read once."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from bot.areas import Areas, load_areas


def find_areas(folder: Path | None) -> Areas:
    """None of them where nobody has drawn them."""
    return _load(folder) if folder else Areas([])


@cache
def _load(folder: Path) -> Areas:
    return load_areas(folder)
