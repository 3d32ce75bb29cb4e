"""Times of the health centre from a file or a form: all of them, or every fault with its row and column."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from sqlmodel import Session

from bot.clock import TOKYO
from bot.errors import InputFileError, MadoguchiError
from bot.services.reservations.closing import LessThanTaken
from bot.yaml_files import parse_yaml
from handlers.health_records.models import RecordKind
from handlers.health_records.service.importing.dates import parse_day
from handlers.health_records.service.importing.mapping import FileMapping, fold
from handlers.health_records.service.importing.sheet import read_lines
from handlers.health_records.service.sessions import SessionRow, store_session

_OWN: dict[str, Any] = parse_yaml(Path(__file__).with_name("sessions.yml").read_text("utf-8"))
COLUMNS: Mapping[str, list[str]] = _OWN["columns"]
_BY_NAME = {fold(name): column for column, names in COLUMNS.items() for name in (column, *names)}
_TIME = re.compile(r"(\d{1,2}):(\d\d)?(?::00)?")
KINDS = (RecordKind.CHECKUP, RecordKind.SCREENING)
MOST_PLACES = 999
LONGEST = 80


@dataclass(frozen=True)
class Fault:
    """`what` ends a text key (`appointments.admin_wrong_<what>`); `row` is 0 for a form's."""

    row: int
    column: str
    what: str

    def __str__(self) -> str:
        return f"row {self.row}{f', {self.column}' if self.column else ''}: {self.what}"


class NotStored(MadoguchiError):
    """Nothing was taken over."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = sorted(faults, key=lambda one: one.row)
        super().__init__("\n".join(map(str, self.faults)))


def read_sessions(name: str, content: bytes, mapping: FileMapping, now: datetime) -> list[tuple[int, SessionRow]]:
    """With the numbers of their rows. Raises InputFileError and NotStored."""
    lines = read_lines(name, content)
    columns = [_BY_NAME.get(fold(header), "") for header in lines[0]] if lines else []
    if missing := [column for column in COLUMNS if column not in columns]:
        raise InputFileError(f"{name}, row 1: there is no column for {missing[0]} ({COLUMNS[missing[0]][0]})")
    rows: list[tuple[int, SessionRow]] = []
    faults: list[Fault] = []
    seen: set[tuple[str, str, datetime]] = set()
    for number, cells in enumerate(lines[1:], 2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(columns):
            faults.append(Fault(number, "", "cells"))
            continue
        read = read_session(number, dict(zip(columns, cells, strict=True)), mapping, now)
        if not isinstance(read, SessionRow):
            faults += read
            continue
        key = (read.kind, read.place, read.starts_at)
        faults += [Fault(number, "", "twice")] if key in seen else []
        seen.add(key)
        rows.append((number, read))
    if faults:
        raise NotStored(faults)
    return rows


def read_session(
    number: int, cells: Mapping[str, str], mapping: FileMapping, now: datetime
) -> SessionRow | list[Fault]:
    """One by our columns, or everything that is wrong with it."""
    given = {name: " ".join(unicodedata.normalize("NFKC", cells.get(name, "")).split()) for name in COLUMNS}
    faults = [Fault(number, name, "missing") for name, cell in given.items() if not cell]
    kind = next(filter(None, (mapping.codes[one].get(fold(given["kind"]), "") for one in KINDS)), "")
    day, starts, ends = parse_day(given["day"]), _read_time(given["starts"]), _read_time(given["ends"])
    digits = given["capacity"]
    capacity = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 5 else 0
    checks = (
        ("kind", "kind", bool(kind)),
        ("day", "day", day is not None),
        ("starts", "time", starts is not None),
        ("ends", "time", ends is not None),
        ("ends", "ends", starts is None or ends is None or starts < ends),
        ("capacity", "capacity", 1 <= capacity <= MOST_PLACES),
        ("day", "past", day is None or starts is None or _at(day, starts) > now),
    )
    wrong = {one.column for one in faults}
    faults += [Fault(number, column, what) for column, what, is_right in checks if not is_right and column not in wrong]
    if faults or day is None or starts is None or ends is None:
        return faults
    return SessionRow(kind, given["place"][:LONGEST], _at(day, starts), _at(day, ends), capacity)


def store_sessions(session: Session, rows: Iterable[tuple[int, SessionRow]], now: datetime) -> dict[str, int]:
    """How many are `new`, `changed` and the `same`; in the caller's transaction, which NotStored must end."""
    counts, faults = {"new": 0, "changed": 0, "same": 0}, []
    for number, row in rows:
        try:
            counts[store_session(session, row, now)] += 1
        except LessThanTaken:
            faults.append(Fault(number, "capacity", "taken"))
    if faults:
        raise NotStored(faults)
    return counts


def _read_time(written: str) -> time | None:
    for unit, sign in _OWN["units"].items():
        written = written.replace(unit, sign)
    found = _TIME.fullmatch(written)
    if found is None or int(found[1]) > 23 or int(found[2] or 0) > 59:
        return None
    return time(int(found[1]), int(found[2] or 0))


def _at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, TOKYO)
