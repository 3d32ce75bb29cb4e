"""Flood forecasts of rivers (VXKO, VXSU).

They name rivers and gauges. Municipalities stand in the list of places that may be flooded, each under the gauge that
speaks for it, and each gauge has a level of its own in its main text; the headline's is the highest of them. Where the
river has burst its banks, a second list names who is flooded.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from handlers.disaster.telegrams.kinds import grade_of
from handlers.disaster.telegrams.values import MUNICIPALITY_DIGITS, Item
from handlers.disaster.telegrams.words import WORDS, level_in
from handlers.disaster.telegrams.xml import find, find_all, text_of

FLOODED = "2"  # Kind/Code of the list of who is flooded
LIFTED, LOWEST = "1", 2
JIS_DIGITS, JIS_WITH_CHECK = 5, 6

Gauge = tuple[str, str]  # code and name: in examples all gauges may have the same code


def read_rivers(root: etree._Element) -> Iterator[Item]:
    word, headline_level, is_lifted = _read_headline(root)
    gauges = _read_gauges(root)
    fallback = headline_level if not gauges else 0
    for warning in find_all(root, "Body/Warning"):
        for entry in find_all(warning, "Item"):
            kind = find(entry, "Kind")
            if not _is_list(kind, warning):
                continue
            flooded = text_of(kind, "Code") == FLOODED
            stations = [_gauge(station) for station in find_all(entry, "Stations/Station")]
            for area in find_all(entry, "Areas/Area"):
                own = stations or [_gauge(area)]
                level = 5 if flooded else max((_level_of(gauges, one, fallback) for one in own), default=fallback)
                yield from _make(area, word, 0 if is_lifted else level)


def _is_list(kind: etree._Element | None, warning: etree._Element) -> bool:
    types = (text_of(one, "Type") for one in find_all(kind, "Property"))
    return (
        WORDS.flooded_list in text_of(kind, "Name")
        or any(WORDS.flooded_list in one for one in types)
        or WORDS.flooded_list in warning.get("type", "")
    )


def _read_headline(root: etree._Element) -> tuple[str, int, bool]:
    """The forecast's word and level, which is the first digit of its code, and whether it was lifted (then it is 1)."""
    kind = find(root, "Head/Headline/Information/Item/Kind")
    code = text_of(kind, "Code")
    level = int(code[0]) if code[:1].isdecimal() else level_in(text_of(root, "Head/Headline/Text")) or 0
    return text_of(kind, "Name"), level if level >= LOWEST else 0, code.startswith(LIFTED)


def _read_gauges(root: etree._Element) -> dict[Gauge, int]:
    """The level in each gauge's main text, which begins with it."""
    found: dict[Gauge, int] = {}
    for warning in find_all(root, "Body/Warning"):
        for entry in find_all(warning, "Item"):
            kind = find(entry, "Kind")
            words = "".join(text_of(one, "Text") for one in find_all(kind, "Property"))
            if _is_list(kind, warning):
                continue
            level = level_in(words[: words.find(WORDS.main_text_ends) + 1]) or level_in(text_of(kind, "Name"))
            for station in find_all(entry, "Stations/Station") if level else ():
                gauge = _gauge(station)
                found[gauge] = max(found.get(gauge, 0), level or 0)
    return found


def _gauge(station: etree._Element) -> Gauge:
    return text_of(station, "Code"), text_of(station, "Name")


def _level_of(gauges: dict[Gauge, int], gauge: Gauge, fallback: int) -> int:
    """By code and name, else by the code; a gauge that no text speaks of has nothing to tell."""
    if gauge in gauges:
        return gauges[gauge]
    names = {name for code, name in gauges if code == gauge[0]}
    return gauges[(gauge[0], names.pop())] if len(names) == 1 and gauge[0] else fallback


def _make(area: etree._Element, word: str, level: int) -> Iterator[Item]:
    code = _municipality(area)
    if not code:
        return
    name = text_of(area, "City") or text_of(area, "Name")  # its list of streets is what may be flooded, not who is told
    is_in_force = level >= LOWEST
    grade = grade_of(word, level)
    yield Item(code, name, "river", word, level or None, grade, is_in_force)


def _municipality(area: etree._Element) -> str:
    """Seven digits: the area's own code where it is one (a part of a municipality may have one), or the city's, which
    is written with seven digits or as in JIS X 0402, with or without its check digit."""
    own, city = text_of(area, "Code"), text_of(area, "CityCode")
    if len(own) == MUNICIPALITY_DIGITS and own.isdecimal() and own[:JIS_DIGITS] == city[:JIS_DIGITS]:
        return own
    return widen(city)


def widen(code: str) -> str:
    """A municipality's code as the weather agency writes it; empty where it is none."""
    if not code.isdecimal():
        return ""
    if len(code) == MUNICIPALITY_DIGITS:
        return code
    return f"{code[:JIS_DIGITS]}00" if len(code) in (JIS_DIGITS, JIS_WITH_CHECK) else ""
