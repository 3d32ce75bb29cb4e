"""L-Alert (公共情報コモンズ): messages of municipalities, in EDXL, alone or in a SOAP envelope."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from handlers.disaster.telegrams.jma import read_serial, read_time
from handlers.disaster.telegrams.kinds import grade_of
from handlers.disaster.telegrams.rivers import widen
from handlers.disaster.telegrams.values import Grade, InfoType, Item, Status, Telegram, UnreadableTelegram
from handlers.disaster.telegrams.words import WORDS, level_in
from handlers.disaster.telegrams.xml import find, find_all, text_of

STATUSES = {
    "Actual": Status.ACTUAL,
    "Exercise": Status.TRAINING,
    "System": Status.TEST,
    "Test": Status.TEST,
    "Draft": Status.TEST,
}  # EDXL's words
INFO_TYPES = {"Cancel": InfoType.CANCEL, "Error": InfoType.CORRECTION}
EVACUATION = "EvacuationOrder"


def find_distribution(root: etree._Element) -> etree._Element | None:
    """The message in the envelope, or the message itself."""
    if etree.QName(root).localname == "EDXLDistribution":
        return root
    return find(root, ".//EDXLDistribution")


def read_lalert(message: etree._Element) -> Telegram:
    """Raises UnreadableTelegram."""
    status = STATUSES.get(text_of(message, "distributionStatus"))
    content = find(message, "contentObject")
    if status is None or content is None:
        raise UnreadableTelegram("an L-Alert message without a known status or content")
    report = find(content, "xmlContent/embeddedXMLContent/Report")
    head, category = find(report, "Head"), text_of(content, "category")
    items = tuple(_read_items(message, report, head)) if category == EVACUATION else ()
    return Telegram(
        code=category or "L-Alert",
        title=text_of(head, "Title"),
        status=status,
        info_type=_info_type(message, head),
        event_id=text_of(content, "documentID") or text_of(head, "documentID"),
        serial=read_serial(text_of(content, "documentRevision")),
        reported_at=read_time(text_of(head, "ReportDateTime") or text_of(message, "dateTimeSent")),
        headline=text_of(head, "Headline/Text") or text_of(content, "contentDescription"),
        items=items,
        has_levels=category == EVACUATION,
        office=text_of(content, "publishingOfficeID"),
    )


def _info_type(message: etree._Element, head: etree._Element | None) -> InfoType:
    if WORDS.corrects in text_of(head, ".//errataInfo"):
        return InfoType.CORRECTION
    return INFO_TYPES.get(text_of(message, "distributionType"), InfoType.ISSUE)


def _read_items(message: etree._Element, report: etree._Element | None, head: etree._Element | None) -> Iterator[Item]:
    details = list(find_all(report, "EvacuationOrder/Detail"))
    for detail in details:
        sort = text_of(detail, "Sort")
        level = next((level for part, level in WORDS.evacuation if part in sort), level_in(sort))
        in_force = WORDS.lifted not in text_of(detail, "IssueOrLift") and WORDS.lifted not in sort
        for area in find_all(detail, "Areas/Area"):
            place = find(area, "Location")
            code = widen(text_of(place, "jisX0402"))
            if code:
                name = text_of(place, "areaName")
                yield Item(code, name, "evacuation", sort, level, grade_of("", level), in_force, districts=(name,))
    for code in () if details else _list_targets(message, head):  # which one is ordered is not said by a headline
        yield Item(code, "", "evacuation", "", None, Grade.NOTICE, is_in_force=True)


def _list_targets(message: etree._Element, head: etree._Element | None) -> list[str]:
    places = [*find_all(message, "targetArea"), *find_all(head, "Headline/Areas/Area")]
    return list(dict.fromkeys(filter(None, (widen(text_of(place, "jisX0402")) for place in places))))
