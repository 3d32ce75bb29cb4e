"""Where somebody is, by what they say: a point, a pin, a postal code, a town, a district, a shelter's own name.

A place is a string, so that it can stand in a button: `36.65,138.19`, `area:chuo-1` or `shelter:7`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bot.areas import Area, Areas
from bot.forms.postcodes import find_addresses
from bot.yaml_files import parse_yaml
from handlers.shelters.service.catalogue import Catalogue

_DEGREES = r"-?\d{1,3}\.\d{2,}"
_PIN = re.compile(rf"(?<![\d.])({_DEGREES})(?:\s*,\s*|%2C|\s+)({_DEGREES})(?![\d.])", re.IGNORECASE)
_OSM_PIN = re.compile(rf"mlat=({_DEGREES})&mlon=({_DEGREES})")
_WRITTEN: dict[str, str] = parse_yaml(Path(__file__).parents[1].joinpath("places.yml").read_text("utf-8"))
_BLOCK = re.compile(rf"(?<!\d)([1-9])(?={_WRITTEN['block']})")
_HAN = re.compile(r"[\u3400-\u9fff]")
SHORTEST_KANA = 3


@dataclass(frozen=True)
class Here:
    """A place on the map; `area` is None for a point."""

    latitude: float
    longitude: float
    area: Area | None = None
    shelter: str = ""


def find_here(place: str, areas: Areas, catalogue: Catalogue) -> Here | None:
    """None for what is no place any more."""
    kind, _, id = place.partition(":")
    if kind == "area":
        area = areas.find(id)
        return Here(area.latitude, area.longitude, area) if area else None
    if kind == "shelter":
        site = catalogue.find(int(id)) if id.isascii() and id.isdigit() else None
        return Here(site.latitude, site.longitude, shelter=site.name) if site else None
    found = _PIN.fullmatch(place)
    return Here(float(found[1]), float(found[2])) if found and _is_on_earth(found) else None


def list_said(
    text: str, postcodes: Iterable[str], areas: Areas, catalogue: Catalogue, own_postcodes: dict[str, str]
) -> tuple[str, ...]:
    """Every place that may be meant, the most exact kind alone."""
    for pattern in (_OSM_PIN, _PIN):
        if (found := pattern.search(text)) and _is_on_earth(found):
            return (f"{found[1]},{found[2]}",)
    if posted := [id for code in postcodes for id in _find_posted(code, areas, own_postcodes)]:
        return tuple(f"area:{id}" for id in dict.fromkeys(posted))
    if named := _list_shelters(text, catalogue):
        return named
    return tuple(f"area:{area.id}" for area in _name_areas(text, areas))


def _is_on_earth(found: re.Match[str]) -> bool:
    return abs(float(found[1])) <= 90 and abs(float(found[2])) <= 180


def _list_shelters(text: str, catalogue: Catalogue) -> tuple[str, ...]:
    said = [site for site in catalogue.sites if site.name in text]
    longest = [site for site in said if not any(site.name != other.name and site.name in other.name for other in said)]
    return tuple(f"shelter:{site.id}" for site in longest)


def _name_areas(text: str, areas: Areas) -> list[Area]:
    """Towns before the districts they lie in."""
    written = _BLOCK.sub(lambda found: _WRITTEN["digits"][int(found[1]) - 1], unicodedata.normalize("NFKC", text))
    found = [area for area in areas.named(written) if len(area.name) > 1 or _stands_alone(area.name, written)]
    found = found or _name_otherwise(written, areas)
    towns = [area for area in found if area.kind == "town"]
    return list(dict.fromkeys(towns or found))


def _stands_alone(name: str, text: str) -> bool:
    """A name of one character is part of many words (原因)."""
    start = text.find(name)
    around = (text[start - 1 : start], text[start + len(name) : start + len(name) + 1])
    return not any(_HAN.match(one) for one in around)


def _name_otherwise(text: str, areas: Areas) -> list[Area]:
    """南部 for 南部地区, in kana, in Latin letters."""
    said = text.casefold()
    return [
        area
        for area in (*areas.towns, *areas.districts)
        if (area.kind == "district" and area.name.removesuffix(_WRITTEN["district"]) in text)
        or (len(area.kana) >= SHORTEST_KANA and area.kana in text)
        or (area.name_en and re.search(rf"\b{re.escape(area.name_en.casefold())}\b", said))
    ]


def _find_posted(postcode: str, areas: Areas, own: dict[str, str]) -> list[str]:
    if postcode in own:
        return [own[postcode]]
    return [area.id for address in find_addresses(postcode) for area in _name_areas(address, areas)]
