"""How our rich menus and their aliases are called in LINE, so that they are known among those of others."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

FILE = "richmenus.yml"
ALIAS_PREFIX = "madoguchi-"  # an alias has at most 32 characters
MENU_NAME = re.compile(r"[a-z][a-z0-9_]{0,13}")
_NAME = re.compile(rf"madoguchi:({MENU_NAME.pattern})\.([a-z-]+):[0-9a-f]{{16}}")


class Key(NamedTuple):
    """One menu in one language."""

    menu: str
    language: str

    @property
    def alias(self) -> str:
        return f"{ALIAS_PREFIX}{self.menu}-{self.language}"

    def name(self, digest: str) -> str:
        """The name of a menu with this content; `digest` is 16 hexadecimal digits."""
        return f"madoguchi:{self.menu}.{self.language}:{digest}"


def has_menus(city: Path) -> bool:
    """Whether the city's folder says anything about rich menus."""
    return (city / FILE).is_file()


def read_name(name: str) -> Key | None:
    """Which menu this is one of, None when it is not ours."""
    match = _NAME.fullmatch(name)
    return Key(match[1], match[2]) if match else None


def read_alias(alias: str) -> Key | None:
    """Which menu an alias of ours stands for."""
    menu, _, language = alias.removeprefix(ALIAS_PREFIX).partition("-")
    return Key(menu, language) if alias.startswith(ALIAS_PREFIX) and language else None
