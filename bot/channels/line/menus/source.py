"""The city's `richmenus.yml` as it is written; what it means in one language is in `wording.py`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from bot.channels.line.limits import POSTBACK_DATA
from bot.channels.line.menus.icons import ICONS
from bot.channels.line.menus.looks import GROUND, READABLE, contrast, tint
from bot.channels.line.menus.names import FILE, MENU_NAME, has_menus
from bot.errors import SetupError
from bot.yaml_files import parse_yaml

ACTIONS = ("text", "postback", "uri", "menu")

Wording = str | dict[str, str]  # a text key, or the words in each language


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class AreaSource(Strict):
    """One place to press. Exactly one of `text` (said as if typed), `postback`, `uri` and `menu` (a tab)."""

    label: Wording
    icon: str = ""
    text: dict[str, str] = {}
    postback: str = Field("", max_length=POSTBACK_DATA.maximum)
    uri: str | dict[str, str] = ""  # one address for all, or one for each language
    menu: str = ""
    bounds: tuple[int, int, int, int] | None = None  # x, y, width, height; only on supplied pictures

    @field_validator("icon")
    @classmethod
    def _known_icon(cls, value: str) -> str:
        if value and value not in ICONS:
            raise ValueError(f"there is no icon {value}; there are {', '.join(sorted(ICONS))}")
        return value

    @model_validator(mode="after")
    def _one_action(self) -> AreaSource:
        given = [name for name in ACTIONS if getattr(self, name)]
        if len(given) != 1:
            raise ValueError(f"give one of {', '.join(ACTIONS)}, not {' and '.join(given) or 'none'}")
        return self


class MenuSource(Strict):
    """A drawn menu has `colour` and `rows`; one on supplied pictures has `pictures` and `areas` with bounds."""

    bar: Wording  # the words of the bar under the chat
    tab: Wording = ""  # its tab on all drawn menus; without one it has none
    colour: str = "#0017c1"
    rows: list[list[AreaSource]] = Field([], max_length=3)
    pictures: dict[str, str] = {}  # file name in the city folder for each language
    areas: list[AreaSource] = []

    @field_validator("colour")
    @classmethod
    def _readable(cls, value: str) -> str:
        if not re.fullmatch(r"#[0-9a-fA-F]{6}", value):
            raise ValueError(f"write a colour as #0017c1, not {value}")
        if (found := contrast(value, tint(value, GROUND))) < READABLE:
            raise ValueError(f"{value} has a contrast of {found:.1f} with the ground; text needs {READABLE}")
        return value

    @model_validator(mode="after")
    def _drawn_or_supplied(self) -> MenuSource:
        if bool(self.rows) == bool(self.pictures) or bool(self.pictures) != bool(self.areas):
            raise ValueError("give rows, or pictures with areas")
        if not all(1 <= len(row) <= 4 for row in self.rows):
            raise ValueError("a row has one to four areas")
        areas = [*self.areas, *(area for row in self.rows for area in row)]
        if any((area.bounds is None) == bool(self.pictures) for area in areas):
            raise ValueError("areas on supplied pictures need bounds, and those in rows have none")
        if self.rows and not all(area.icon for area in areas):
            raise ValueError("areas in rows need an icon")
        return self


class MenuFile(Strict):
    """The first menu is everybody's until another is put into use."""

    menus: dict[str, MenuSource] = Field(min_length=1)

    @field_validator("menus")
    @classmethod
    def _good_names(cls, value: dict[str, MenuSource]) -> dict[str, MenuSource]:
        for name in value:
            if not MENU_NAME.fullmatch(name):
                raise ValueError(f"{name}: up to 14 of a–z, 0–9 and _, a letter first")
        return value


def load_menu_file(folder: Path) -> MenuFile | None:
    """None when the city has no rich menus. Raises SetupError with file and place."""
    if not has_menus(folder):
        return None
    path = folder / FILE
    try:
        data: Any = parse_yaml(path.read_text("utf-8"))
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise SetupError(f"{path}: not readable: {' '.join(str(error).split())}") from error
    try:
        return MenuFile.model_validate(data)
    except ValidationError as error:
        fault = error.errors()[0]
        place = ".".join(str(part) for part in fault["loc"])
        raise SetupError(f"{path}: {place}: {fault['msg'].removeprefix('Value error, ')}") from error


def check_languages(wording: dict[str, str], languages: list[str], known: Sequence[str]) -> str:
    """What is wrong with the words given, or an empty string; `known` are the languages there are."""
    if unknown := sorted(set(wording) - set(known)):
        return f"{', '.join(unknown)}: no such language; there are {', '.join(known)}"
    missing = [language for language in languages if not wording.get(language, "").strip()]
    return f"no wording in {', '.join(missing)}" if missing else ""
