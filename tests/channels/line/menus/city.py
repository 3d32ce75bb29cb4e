"""A small city folder with rich menus on supplied pictures, so that nothing has to be drawn."""

from __future__ import annotations

import copy
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from PIL import Image

from bot.channels.line.menus.store import make_picture
from bot.channels.line.menus.sync import Wanted, want
from bot.channels.line.menus.wording import LineMenu, build_menus
from bot.city import load_city
from bot.settings import DEMO_CITY
from bot.texts import load_texts

LANGUAGES = ("ja", "en")


_texts = cache(load_texts)


def menu(name: str) -> dict[str, Any]:
    """As written in the file: one button and a tab."""
    area = {"label": {"ja": "質問", "en": "Ask"}, "postback": "faq.start", "bounds": [0, 0, 400, 250]}
    other = {"label": {"ja": "切替", "en": "Switch"}, "menu": "disaster", "bounds": [400, 0, 400, 250]}
    pictures = dict.fromkeys(LANGUAGES, f"{name}.png")
    return {"bar": {"ja": "メニュー", "en": "Menu"}, "pictures": pictures, "areas": [area, other]}


class SmallCity:
    """`menus` is what the file says; change it and `write()`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        facts = yaml.safe_load((DEMO_CITY / "city.yml").read_text("utf-8"))
        (folder / "city.yml").write_text(yaml.safe_dump({**facts, "languages": list(LANGUAGES)}), "utf-8")
        self.menus: dict[str, Any] = {name: menu(name) for name in ("main", "parent", "disaster")}
        for number, name in enumerate(self.menus):
            self.paint(f"{name}.png", number * 80)
        self.write()

    def paint(self, name: str, shade: int = 0, size: tuple[int, int] = (800, 250)) -> None:
        Image.new("L", size, shade).save(self.folder / name)

    def write(self) -> None:
        (self.folder / "richmenus.yml").write_text(yaml.safe_dump({"menus": self.menus}, sort_keys=False), "utf-8")

    def build(self) -> tuple[LineMenu, ...]:
        return build_menus(self.folder, load_city(self.folder), _texts())

    def want(self) -> tuple[Wanted, ...]:
        return want(self.build(), make_picture)

    def change(self, name: str, **parts: Any) -> None:
        """Another version of one menu."""
        self.menus = copy.deepcopy(self.menus)
        self.menus[name].update(parts)
        self.write()
