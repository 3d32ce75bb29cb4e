"""A city's rich menus in each of its languages, checked against LINE's limits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.channels.line.actions import has_usable_url, render_action
from bot.channels.line.limits import (
    CHAT_BAR_TEXT,
    MENU_AREAS,
    MENU_LABEL,
    MESSAGE_ACTION_TEXT,
    Limit,
    count_graphemes,
)
from bot.channels.line.menus import layout
from bot.channels.line.menus.layout import Bounds
from bot.channels.line.menus.names import FILE, Key
from bot.channels.line.menus.readings import strip_readings
from bot.channels.line.menus.source import (
    AreaSource,
    MenuFile,
    MenuSource,
    Wording,
    check_languages,
    load_menu_file,
)
from bot.channels.line.menus.supplied import read_size
from bot.city import City
from bot.errors import SetupError
from bot.messages import Choice
from bot.texts import Texts

SWITCH = "richmenu.open"  # what LINE tells us of a tab; nobody answers it


@dataclass(frozen=True)
class Area:
    """`label` may have line breaks and readings, `action` is LINE's."""

    label: str
    icon: str
    action: dict[str, Any]
    bounds: Bounds


@dataclass(frozen=True)
class Tab:
    menu: str
    label: str
    bounds: Bounds


@dataclass(frozen=True)
class LineMenu:
    """One menu in one language. `picture` is the supplied one; without it, it is drawn."""

    menu: str
    language: str
    bar: str
    colour: str
    size: tuple[int, int]
    tabs: tuple[Tab, ...]
    areas: tuple[Area, ...]
    picture: Path | None

    @property
    def key(self) -> Key:
        return Key(self.menu, self.language)

    def request(self, name: str) -> dict[str, Any]:
        """LINE's rich menu object."""
        others = [tab for tab in self.tabs if tab.menu != self.menu]
        switches = [(tab.bounds, switch_action(tab.menu, self.language, tab.label)) for tab in others]
        pressed = [*switches, *((area.bounds, area.action) for area in self.areas)]
        return {
            "size": {"width": self.size[0], "height": self.size[1]},
            "selected": True,
            "name": name,
            "chatBarText": self.bar,
            "areas": [{"bounds": bounds.to_json(), "action": action} for bounds, action in pressed],
        }


def switch_action(menu: str, language: str, label: str) -> dict[str, Any]:
    return {
        "type": "richmenuswitch",
        "label": strip_readings(label),
        "richMenuAliasId": Key(menu, language).alias,
        "data": f"{SWITCH}?menu={menu}",
    }


def build_menus(folder: Path, city: City, texts: Texts) -> tuple[LineMenu, ...]:
    """Every menu in every language of the city; () when it has none. Raises SetupError with file and place."""
    source = load_menu_file(folder)
    if source is None:
        return ()
    return tuple(
        _Builder(folder, city, texts, source, language).build(name)
        for name in source.menus
        for language in city.languages
    )


class _Builder:
    def __init__(self, folder: Path, city: City, texts: Texts, source: MenuFile, language: str) -> None:
        self._folder = folder
        self._city = city
        self._texts = texts
        self._menus = source.menus
        self._language = language

    def build(self, name: str) -> LineMenu:
        menu, place = self._menus[name], f"menus.{name}"
        size, tabs, bounds = self._supplied(menu, place) if menu.pictures else (layout.SIZE, *self._drawn(menu, place))
        areas = tuple(
            self._area(area, where, f"{place}.{spot}")
            for (spot, area), where in zip(_list_areas(menu), bounds, strict=True)
        )
        if len(tabs) + len(areas) > MENU_AREAS.maximum:
            raise self._fault(place, f"LINE takes {MENU_AREAS.maximum} areas, tabs among them")
        return LineMenu(
            menu=name,
            language=self._language,
            bar=self._within(self._say(menu.bar, f"{place}.bar"), CHAT_BAR_TEXT, f"{place}.bar"),
            colour=menu.colour,
            size=size,
            tabs=tabs,
            areas=areas,
            picture=self._folder / menu.pictures[self._language] if menu.pictures else None,
        )

    def _drawn(self, menu: MenuSource, place: str) -> tuple[tuple[Tab, ...], list[Bounds]]:
        tabbed = {name: other.tab for name, other in self._menus.items() if other.tab}
        tabs = tuple(
            Tab(name, self._label(tab, f"menus.{name}.tab"), bounds)
            for (name, tab), bounds in zip(tabbed.items(), layout.place_tabs(len(tabbed)), strict=True)
        )
        return tabs, layout.place_rows([len(row) for row in menu.rows], has_tabs=bool(tabs))

    def _supplied(self, menu: MenuSource, place: str) -> tuple[tuple[int, int], tuple[Tab, ...], list[Bounds]]:
        if wrong := check_languages(menu.pictures, self._city.languages, self._texts.languages):
            raise self._fault(f"{place}.pictures", wrong.replace("wording", "picture"))
        try:
            size = read_size(self._folder / menu.pictures[self._language])
        except SetupError as error:
            raise self._fault(f"{place}.pictures.{self._language}", str(error)) from error
        bounds = [Bounds(*area.bounds) for area in menu.areas if area.bounds]
        for number, one in enumerate(bounds):
            if not one.is_inside(size):
                raise self._fault(f"{place}.areas.{number}.bounds", f"not inside the picture of {size[0]} × {size[1]}")
        return size, (), bounds

    def _area(self, area: AreaSource, bounds: Bounds, place: str) -> Area:
        label = self._label(area.label, f"{place}.label")
        return Area(label, area.icon, self._action(area, label, place), bounds)

    def _action(self, area: AreaSource, label: str, place: str) -> dict[str, Any]:
        words = strip_readings(label)
        if area.menu:
            if area.menu not in self._menus:
                raise self._fault(f"{place}.menu", f"there is no menu {area.menu}")
            return switch_action(area.menu, self._language, label)
        if area.uri:
            url = area.uri if isinstance(area.uri, str) else self._say(area.uri, f"{place}.uri")
            if not has_usable_url(choice := Choice(words, url=url)):
                raise self._fault(f"{place}.uri", f"LINE opens https://… and tel:…, not {url}")
            return render_action(choice, MENU_LABEL)
        if area.postback:
            return render_action(Choice(words, postback=area.postback), MENU_LABEL)
        said = self._within(self._say(area.text, f"{place}.text"), MESSAGE_ACTION_TEXT, f"{place}.text")
        return render_action(Choice(words, text=said), MENU_LABEL)

    def _label(self, wording: Wording, place: str) -> str:
        label = self._say(wording, place)
        self._within(strip_readings(label), MENU_LABEL, place)
        return label

    def _say(self, wording: Wording, place: str) -> str:
        if isinstance(wording, str):
            if not self._texts.has(wording):
                raise self._fault(place, f"there is no text {wording}; give a text key or the words in each language")
            return self._texts.get(self._language, wording, city=self._city.name_in(self._language))
        if wrong := check_languages(wording, self._city.languages, self._texts.languages):
            raise self._fault(place, wrong)
        return wording[self._language].strip()

    def _within(self, words: str, limit: Limit, place: str) -> str:
        if (length := count_graphemes(words)) > limit.maximum:
            raise self._fault(f"{place}.{self._language}", f"{length} characters; LINE takes {limit.maximum}")
        return words

    def _fault(self, place: str, what: str) -> SetupError:
        return SetupError(f"{self._folder / FILE}: {place}: {what}")


def _list_areas(menu: MenuSource) -> Iterator[tuple[str, AreaSource]]:
    """(place in the file, area) in the order in which they are laid out."""
    for number, area in enumerate(menu.areas):
        yield f"areas.{number}", area
    for row, areas in enumerate(menu.rows):
        for number, area in enumerate(areas):
            yield f"rows.{row}.{number}", area
