"""A row of a file as what it says, or what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

import jpholiday

from bot.clock import TOKYO
from handlers.child_care.models import ClinicDuty, Kind, Listing, Nursery, Occasion
from handlers.child_care.service.cells import Reader, parse_age, split_cell
from handlers.child_care.service.reasons import Fault
from handlers.child_care.service.sheet import WORDS

LONGEST_DAYS = 366
AGE_CLASSES = tuple(str(years) for years in range(6))
Moments = list[tuple[datetime, datetime]]


def read_row(
    kind: Kind, number: int, cells: Mapping[str, str], as_of: date | None, today: date
) -> list[Listing] | list[Fault]:
    """One for each of the row's days, or everything that is wrong with it. `as_of` is for rows that don't say it."""
    reader = Reader(kind, number, cells)
    make: Callable[[Reader, dict[str, Any]], list[Listing]] = {
        Kind.CLINICS: _read_clinics,
        Kind.NURSERIES: _read_nursery,
        Kind.HOURS: _read_occasions,
        Kind.EVENTS: _read_occasions,
    }[kind]
    made = make(reader, _read_shared(reader, as_of, today))
    return reader.faults or made


def _read_shared(reader: Reader, otherwise: date | None, today: date) -> dict[str, Any]:
    as_of = reader.day("as_of") or otherwise
    if as_of is None and not reader.text("as_of"):
        reader.complain("as_of", "no_as_of")
    if as_of is not None and as_of > today:
        reader.complain("as_of", "future", said=as_of)
    return {
        "name": reader.wanted("name"),
        "address": reader.text("address"),
        "telephone": reader.telephone("telephone"),
        "page_url": reader.link("page_url"),
        "latitude": reader.coordinate("latitude", 90),
        "longitude": reader.coordinate("longitude", 180),
        "note": reader.text("note"),
        "as_of": as_of or today,
    }


def _read_clinics(reader: Reader, shared: dict[str, Any]) -> list[Listing]:
    departments = reader.split("departments")
    if not departments:
        reader.complain("departments", "empty")
    return [
        ClinicDuty(**shared, departments=departments, starts_at=start, ends_at=end)
        for start, end in _read_moments(reader)
    ]


def _read_nursery(reader: Reader, shared: dict[str, Any]) -> list[Listing]:
    places = {name: said for name in AGE_CLASSES if (said := reader.places(f"places_{name}"))}
    own: dict[str, Any] = {name: reader.text(name) for name in ("form", "district", "accepts", "capacity")}
    hours: dict[str, Any] = {name: reader.hour(name) for name in ("opens", "closes")}
    return [Nursery(**shared, **own, **hours, places=places, from_months=_read_youngest(own["accepts"]))]


def _read_youngest(accepts: str) -> int | None:
    """The youngest age among several (1号認定 満3歳～、2・3号認定 3か月～)."""
    found = [parse_age(part) for part in split_cell(accepts)]
    return min((months for months in found if months is not None), default=None)


def _read_occasions(reader: Reader, shared: dict[str, Any]) -> list[Listing]:
    youngest, oldest = reader.months("from_age"), reader.months("to_age", is_last=True)
    if youngest is not None and oldest is not None and oldest < youngest:
        reader.complain("to_age", "ages")
    own: dict[str, Any] = {
        name: reader.text(name) for name in ("place", "target", "summary", "fee", "apply", "keywords")
    }
    return [
        Occasion(
            **shared, **own, kind=reader.kind, from_months=youngest, to_months=oldest, starts_at=start, ends_at=end
        )
        for start, end in _read_moments(reader)
    ]


def _read_moments(reader: Reader) -> Moments:
    """From when until when on each of its days; an end that is not after the beginning is on the next morning."""
    first, begins, ends = reader.day("first_day"), reader.clock("begins"), reader.clock("ends")
    for column in ("first_day", "begins", "ends"):
        if not reader.text(column):
            reader.complain(column, "empty")
    if first is None or begins is None or ends is None:
        return []
    night = timedelta(days=ends <= begins)
    return [
        (datetime.combine(day, begins, TOKYO), datetime.combine(day + night, ends, TOKYO))
        for day in _list_days(reader, first)
    ]


def _list_days(reader: Reader, first: date) -> list[date]:
    last = reader.day("last_day") or first
    if last < first:
        reader.complain("last_day", "order")
        return []
    if (last - first).days >= LONGEST_DAYS:
        reader.complain("last_day", "too_long", most=LONGEST_DAYS)
        return []
    said = reader.folded("weekdays")
    if said in WORDS["every_day"]:
        return list(_each(first, last))
    marks = [mark for mark in said if mark not in WORDS["between"] and not mark.isspace()]
    if any(mark not in WORDS["weekdays"] and mark != WORDS["holidays"] for mark in marks):
        reader.complain("weekdays", "weekdays", said=said)
        return []
    weekdays, on_holidays = {WORDS["weekdays"].get(mark) for mark in marks}, WORDS["holidays"] in marks
    days = [
        day for day in _each(first, last) if day.weekday() in weekdays or (on_holidays and jpholiday.is_holiday(day))
    ]
    if not days:
        reader.complain("weekdays", "none_fits")
    return days


def _each(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=ahead) for ahead in range((last - first).days + 1))
