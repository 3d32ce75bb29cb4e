"""Warnings of weather and landslides, tornadoes and record rain: who names municipalities one by one.

A telegram repeats its warnings for the prefecture, its parts and groups of municipalities; there the highest of them
stands for all, so only the municipalities' own items are read. Record rain is told for parts of prefectures alone.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator

from lxml import etree

from handlers.disaster.telegrams.kinds import UNKNOWN, WARNINGS, WarningKind, grade_of
from handlers.disaster.telegrams.values import MUNICIPALITY_DIGITS, Grade, Item, Scope
from handlers.disaster.telegrams.words import WORDS, level_in
from handlers.disaster.telegrams.xml import find, find_all, text_of

log = logging.getLogger(__name__)

LANDSLIDE_ALERT = {"3": WarningKind("landslide", 4)}
NOTHING = ("00", "0", "1")  # of alerts with codes of their own: none, none, lifted
KindOf = Callable[[str, str], WarningKind | None]  # of a code and the word for it; None: nothing is in force


def read_warnings(root: etree._Element) -> Iterator[Item]:
    """Of VPWW50 to 61: each municipality's own warnings; the headline's where the body names no municipality."""
    items = list(_read_body(root, _weather_kind))
    yield from items or _read_head(root)


def read_special_notice(root: etree._Element) -> Iterator[Item]:
    """Of VPNO50, which has a headline only."""
    yield from _read_head(root)


def read_landslide_alert(root: etree._Element) -> Iterator[Item]:
    yield from _read_body(root, lambda code, _: LANDSLIDE_ALERT.get(code))


def read_tornado(root: etree._Element) -> Iterator[Item]:
    yield from _read_body(root, lambda code, _: None if code in NOTHING[:2] else WarningKind("tornado"))


def read_record_rain(root: etree._Element) -> Iterator[Item]:
    kind = WarningKind("record_rain")
    yield from _read_body(root, lambda code, _: None if code in NOTHING[:2] else kind, Scope.FORECAST)


def read_tags(root: etree._Element) -> Iterator[Item]:
    """Of VPBS50: what is tagged, for parts of prefectures and, where the body names them, for municipalities."""
    tags = []
    for entry in find_all(root, "Head/Headline/Information/Item"):
        for tag in (text_of(kind, "Condition") for kind in find_all(entry, "Kind")):
            tags.append(tag)
            for area in find_all(entry, "Areas/Area"):
                yield from _make(area, WarningKind(WORDS.tags.get(tag, "other")), tag, Scope.FORECAST)
    for entry in find_all(root, "Body/MeteorologicalInfos/MeteorologicalInfo/Item"):
        for area in find_all(entry, "Area"):
            for tag in tags:
                yield from _make(area, WarningKind(WORDS.tags.get(tag, "other")), tag)


def read_dangers(root: etree._Element) -> Iterator[Item]:
    """Of VPRN50, of all Japan: the dangers on the map of risks. Only codes that end with 1 or 2 are levels."""
    for entry in find_all(root, "Body/MeteorologicalInfos/MeteorologicalInfo/Item"):
        area = find(entry, "Area")
        for danger in entry.iterfind("{*}Kind/{*}Property/{*}SignificancyPart/{*}Base/{*}Significancy"):
            code, word = text_of(danger, "Code"), text_of(danger, "Name")
            level = int(code[0]) if code[1:] in ("1", "2") and code[0].isdigit() else None
            kind = WarningKind("danger_notice", level) if code and code != "00" else None
            yield from _make(area, kind, word)


def _weather_kind(code: str, word: str) -> WarningKind | None:
    if not code or code == "00":
        return None
    known = WARNINGS.get(code)
    if known is None:
        log.warning("a warning with the unknown code %s", code[:8])
        known = UNKNOWN
    return WarningKind(known.kind, level_in(word) or known.level)


def _read_body(root: etree._Element, kind_of: KindOf, scope: Scope = Scope.MUNICIPALITY) -> Iterator[Item]:
    for warning in find_all(root, "Body/Warning"):
        if WORDS.coast_sections in (warning.get("type") or ""):
            continue
        for entry in find_all(warning, "Item"):
            yield from _read_entry(entry, kind_of, scope)


def _read_entry(entry: etree._Element, kind_of: KindOf, scope: Scope) -> Iterator[Item]:
    areas = [*find_all(entry, "Area"), *find_all(entry, "Areas/Area")]
    for kind in find_all(entry, "Kind"):
        word = text_of(kind, "Name")
        is_over = text_of(kind, "Status") in WORDS.ended
        found = kind_of(text_of(kind, "Code"), word)
        for area in areas:
            yield from _make(area, found, word, scope, is_over=is_over)


def _read_head(root: etree._Element) -> Iterator[Item]:
    for information in find_all(root, "Head/Headline/Information"):
        if WORDS.coast_sections not in (information.get("type") or ""):
            for entry in find_all(information, "Item"):
                yield from _read_entry(entry, _weather_kind, Scope.MUNICIPALITY)


def _make(
    area: etree._Element | None,
    kind: WarningKind | None,
    word: str,
    scope: Scope = Scope.MUNICIPALITY,
    *,
    is_over: bool = False,
) -> Iterator[Item]:
    """One item, or none where the area is not of the scope."""
    code = text_of(area, "Code")
    digits = MUNICIPALITY_DIGITS if scope is Scope.MUNICIPALITY else 6
    if len(code) != digits or not code.isdecimal():
        return
    name = text_of(area, "Name")
    if kind is None:
        yield Item(code, name, "", word, None, Grade.NOTICE, is_in_force=False, scope=scope)
    else:
        grade = grade_of(word, kind.level)
        yield Item(code, name, kind.kind, word, kind.level, grade, is_in_force=not is_over, scope=scope)
