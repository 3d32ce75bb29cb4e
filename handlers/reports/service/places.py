"""Where something is: a point, or the towns that a text names."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from bot.areas import Area, Areas, load_areas
from bot.city import City
from bot.yaml_files import parse_yaml
from handlers.reports.service.kinds import RULES
from nlu.normalize import normalize

EARTH_METRES = 6_371_000.0


@dataclass(frozen=True)
class Place:
    """As far as it is known. `candidates` are the ids of all towns that may be meant."""

    latitude: float | None = None
    longitude: float | None = None
    area: str = ""
    candidates: tuple[str, ...] = ()
    is_point: bool = False


class Gazetteer:
    """The city's names of places, as citizens write them: in kanji, in kana, in Latin letters. Safe for threads."""

    def __init__(self, areas: Areas) -> None:
        self.areas = areas
        named = {name: area for area in (*areas.districts, *areas.towns) for name in _list_names(area)}
        self._named = named
        longest_first = sorted(named, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(_guard, longest_first))) if named else None

    def find_towns(self, text: str) -> list[Area]:
        """In the text's order, each once; a district is all of its towns, unless one of them is named."""
        if self._pattern is None:
            return []
        found = list(dict.fromkeys(self._named[one.group()] for one in self._pattern.finditer(_fold(text))))
        named = [area for area in found if area.kind == "town"]
        parents = {area.parent for area in named}
        wide = [town for area in found if area.kind == "district" and area.id not in parents for town in self._in(area)]
        return list(dict.fromkeys((*named, *wide)))

    def locate(self, text: str) -> Place:
        """The first town that is named; without a place where the text names none."""
        towns = self.find_towns(text)
        if not towns:
            return Place()
        first = towns[0]
        return Place(first.latitude, first.longitude, first.id, tuple(town.id for town in towns))

    def point(self, latitude: float, longitude: float) -> Place:
        town = self.areas.at(latitude, longitude)
        return Place(latitude, longitude, town.id if town else "", (town.id,) if town else (), is_point=True)

    def _in(self, district: Area) -> Iterable[Area]:
        return self.areas.towns_of(district.id)


def _list_names(area: Area) -> Iterable[str]:
    written = (area.name, *area.other_names, area.kana if len(area.kana) > 2 else "", area.name_en)
    return dict.fromkeys(_fold(name) for name in written if name)


def _fold(text: str) -> str:
    return normalize(text).casefold()


def _guard(name: str) -> str:
    """A name of one character is one only where no other word goes on (rules/names.yml); Latin ones count whole."""
    escaped, around = re.escape(name), _read_names()
    if name.isascii():
        return rf"(?<![a-z]){escaped}(?![a-z])"
    if re.fullmatch(around["kana"], name):
        return f"{around['before_kana']}{escaped}|{escaped}{around['after_kana']}"
    return f"{around['before_short']}{escaped}{around['after_short']}" if len(name) == 1 else escaped


@cache
def _read_names() -> dict[str, str]:
    found: dict[str, str] = parse_yaml((RULES / "names.yml").read_text("utf-8"))
    return found


def measure_metres(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Between two points, over the ground."""
    north = math.radians(other_latitude - latitude)
    east = math.radians(other_longitude - longitude)
    middle = math.cos(math.radians(latitude)) * math.cos(math.radians(other_latitude))
    half = math.sin(north / 2) ** 2 + middle * math.sin(east / 2) ** 2
    return 2 * EARTH_METRES * math.asin(math.sqrt(half))


@lru_cache(maxsize=4)
def _open(folder: Path | None) -> Gazetteer:
    return Gazetteer(load_areas(folder) if folder else Areas([]))


def open_gazetteer(city: City) -> Gazetteer:
    """Of the city's own files, read once."""
    return _open(city.folder)
