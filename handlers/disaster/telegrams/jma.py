"""The weather agency's 防災情報XML: what every telegram has, and who reads the rest of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from lxml import etree

from handlers.disaster.telegrams.earth import read_early_warning, read_shaking, read_tsunami, read_volcano
from handlers.disaster.telegrams.rivers import read_rivers
from handlers.disaster.telegrams.values import (
    Grade,
    InfoType,
    Item,
    Scope,
    Status,
    Telegram,
    UnreadableTelegram,
)
from handlers.disaster.telegrams.weather import (
    read_dangers,
    read_landslide_alert,
    read_record_rain,
    read_special_notice,
    read_tags,
    read_tornado,
    read_warnings,
)
from handlers.disaster.telegrams.words import TITLES, WORDS
from handlers.disaster.telegrams.xml import find, text_of

CODE = re.compile(r"(?<![A-Z])([A-Z]{4}(?:\d\d|ii))(?!\d)")
READERS: dict[str, Callable[[etree._Element], Iterator[Item]]] = {
    "VPWW": read_warnings,
    "VPNO": read_special_notice,
    "VXWW": read_landslide_alert,
    "VPHW": read_tornado,
    "VPOA": read_record_rain,
    "VPBS": read_tags,
    "VPRN": read_dangers,
    "VXKO": read_rivers,
    "VXSU": read_rivers,
    "VXSE43": read_early_warning,
    "VTSE": read_tsunami,
    "VFVO": read_volcano,
}  # by how the code begins
WITH_LEVELS = ("VPWW", "VPNO", "VXWW", "VPRN", "VXKO", "VXSU")
WITH_SHAKING = ("VXSE51", "VXSE53", "VXSE62")


def read_jma(root: etree._Element, file_name: str = "") -> Telegram:
    """Raises UnreadableTelegram."""
    control, head = find(root, "Control"), find(root, "Head")
    if control is None or head is None:
        raise UnreadableTelegram("a report without Control or Head")
    title = text_of(control, "Title")
    code = name_code(title, file_name)
    shaking = read_shaking(root) if code.startswith(WITH_SHAKING) else None
    return Telegram(
        code=code,
        title=text_of(head, "Title") or title,
        status=Status(_choose(WORDS.statuses, text_of(control, "Status"), "Status")),
        info_type=InfoType(_choose(WORDS.info_types, text_of(head, "InfoType"), "InfoType")),
        event_id=text_of(head, "EventID"),
        serial=read_serial(text_of(head, "Serial")),
        reported_at=read_time(text_of(head, "ReportDateTime") or text_of(control, "DateTime")),
        headline=text_of(head, "Headline/Text"),
        items=tuple(_read_items(code, root, head)),
        intensities=shaking.cities if shaking else {},
        regions=shaking.regions if shaking else {},
        place=shaking.place if shaking else "",
        magnitude=shaking.magnitude if shaking else "",
        has_levels=code.startswith(WITH_LEVELS),
        valid_until=_find_time(text_of(head, "ValidDateTime")),
        office=text_of(control, "EditorialOffice"),
        stream=_stream_of(root, head),
    )


def name_code(title: str, file_name: str) -> str:
    """The telegram's code: of those its title may have, the one in its file's name; that one where the title is new."""
    known = TITLES.get(title, [])
    named = CODE.search(Path(file_name).name)
    if named and (not known or named[1].startswith(tuple(known))):
        return named[1]
    return known[0] if known else ""


def _read_items(code: str, root: etree._Element, head: etree._Element) -> Iterator[Item]:
    reader = next((reader for prefix, reader in READERS.items() if code.startswith(prefix)), None)
    if reader is not None:
        yield from reader(root)
    elif code.startswith("VPFT"):
        yield from _read_heat(text_of(head, "Title"))


def _read_heat(title: str) -> Iterator[Item]:
    """Heat stroke alerts have no codes at all: the prefecture is named in the title, 埼玉県熱中症警戒アラート."""
    name, found, rest = title.partition(WORDS.heat)
    if name and found:
        yield Item(name, name, "heat", WORDS.heat + rest, None, Grade.WARNING, is_in_force=True, scope=Scope.NAMED)


def _stream_of(root: etree._Element, head: etree._Element) -> str:
    """Landslide alerts and rivers are numbered by event; a weather warning has neither event nor number, and each
    prefecture's replaces the one before."""
    target = text_of(root, "Body/TargetArea/Code") or text_of(root, "Body/Warning/Item/Area/Code")
    return target or text_of(head, "Headline/Information/Item/Areas/Area/Code")


def read_serial(words: str) -> int | None:
    return int(words) if words.isdecimal() and len(words) < 10 else None


def read_time(words: str) -> datetime:
    """Raises UnreadableTelegram."""
    found = _find_time(words)
    if found is None:
        raise UnreadableTelegram("no time of report")
    return found


def _find_time(words: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(words)
    except ValueError:
        return None
    return found if found.tzinfo else None


def _choose(known: dict[str, str], words: str, name: str) -> str:
    if words not in known:
        raise UnreadableTelegram(f"an unknown {name}")
    return known[words]
