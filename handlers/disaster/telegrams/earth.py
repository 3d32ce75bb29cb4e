"""Earthquakes, tsunamis and volcanoes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from handlers.disaster.telegrams.values import MUNICIPALITY_DIGITS, Grade, Item, Scope
from handlers.disaster.telegrams.words import WORDS
from handlers.disaster.telegrams.xml import find, find_all, text_of

EEW_WARNING = "31"
TSUNAMI = {"51": Grade.WARNING, "52": Grade.SPECIAL, "53": Grade.SPECIAL, "62": Grade.ADVISORY}
NO_TSUNAMI = ("", "00", "50", "60")
VOLCANO = {
    "01": Grade.SPECIAL,  # the warning for inhabited places is a special warning
    "02": Grade.WARNING,
    "03": Grade.WARNING,
    "52": Grade.WARNING,
    "62": Grade.WARNING,
}
NO_VOLCANO = ("", "04", "05")


class Shaking(NamedTuple):
    """How an earthquake was felt, in the telegram's signs: 1 to 4, 5-, 5+, 6-, 6+, 7."""

    cities: dict[str, str]
    regions: dict[str, str]
    place: str
    magnitude: str


def read_shaking(root: etree._Element) -> Shaking:
    cities: dict[str, str] = {}
    regions: dict[str, str] = {}
    for prefecture in root.iterfind("{*}Body/{*}Intensity/{*}Observation/{*}Pref"):
        for area in find_all(prefecture, "Area"):
            _note(regions, area)
            for city in find_all(area, "City"):
                _note(cities, city)
    quake = find(root, "Body/Earthquake")
    return Shaking(cities, regions, text_of(quake, "Hypocenter/Area/Name"), text_of(quake, "Magnitude"))


def _note(found: dict[str, str], area: etree._Element) -> None:
    code, felt = text_of(area, "Code"), text_of(area, "MaxInt")
    if code and felt:
        found[code] = felt


def read_early_warning(root: etree._Element) -> Iterator[Item]:
    """Of VXSE43: the regions that strong shaking is expected in."""
    for information in find_all(root, "Head/Headline/Information"):
        for entry in find_all(information, "Item"):
            in_force = text_of(entry, "Kind/Code") == EEW_WARNING
            for areas in find_all(entry, "Areas"):
                for area in find_all(areas, "Area") if WORDS.seismic_region in (areas.get("codeType") or "") else ():
                    yield Item(
                        text_of(area, "Code"), text_of(area, "Name"), "earthquake_warning",
                        text_of(entry, "Kind/Name"), None, Grade.SPECIAL, in_force, Scope.SEISMIC,
                    )  # fmt: skip


def read_tsunami(root: etree._Element) -> Iterator[Item]:
    for entry in find_all(root, "Body/Tsunami/Forecast/Item"):
        code, word = text_of(entry, "Category/Kind/Code"), text_of(entry, "Category/Kind/Name")
        grade = TSUNAMI.get(code, Grade.NOTICE)
        area = find(entry, "Area")
        yield Item(
            text_of(area, "Code"), text_of(area, "Name"), "tsunami", word, None, grade, code not in NO_TSUNAMI,
            Scope.COAST,
        )  # fmt: skip


def read_volcano(root: etree._Element) -> Iterator[Item]:
    """By municipality; an eruption's level is a scale of its own and none of the five."""
    for info in find_all(root, "Body/VolcanoInfo"):
        label = info.get("type") or ""
        if WORDS.volcano_places not in label or WORDS.volcano_measures in label:
            continue
        kind = "ash" if label.startswith(WORDS.ash) else "volcano"
        for entry in find_all(info, "Item"):
            code, word = text_of(entry, "Kind/Code"), text_of(entry, "Kind/Name")
            grade = VOLCANO.get(code, Grade.NOTICE)
            for area in find_all(entry, "Areas/Area"):
                place = text_of(area, "Code")
                if len(place) == MUNICIPALITY_DIGITS:
                    yield Item(place, text_of(area, "Name"), kind, word, None, grade, code not in NO_VOLCANO)
