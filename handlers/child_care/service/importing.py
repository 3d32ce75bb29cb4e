"""Takes over a file of the city, all of it or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlmodel import Session, col, delete, func, select

from bot.clock import TOKYO
from handlers.child_care.models import ClinicDuty, Kind, Listing, Nursery, Occasion
from handlers.child_care.service.reasons import Fault, NotImported
from handlers.child_care.service.rows import read_row
from handlers.child_care.service.sheet import read_sheet, say_column

Table = type[ClinicDuty] | type[Nursery] | type[Occasion]
TABLES: dict[Kind, Table] = {
    Kind.CLINICS: ClinicDuty,
    Kind.NURSERIES: Nursery,
    Kind.HOURS: Occasion,
    Kind.EVENTS: Occasion,
}


@dataclass(frozen=True)
class Listings:
    """What a file says, and in which row."""

    kind: Kind
    rows: int
    listed: Sequence[tuple[int, Listing]] = field(repr=False)


def read_file(name: str, content: bytes, today: date, as_of: date | None = None) -> Listings:
    """Every row of a file. `as_of` is for files that don't say of which day they are. Raises InputFileError and
    NotImported."""
    kind, sheet = read_sheet(name, content)
    faults = [Fault(row, "cells", values={"cells": cells, "columns": sheet.columns}) for row, cells in sheet.misfits]
    listed, first_of = list[tuple[int, Listing]](), dict[tuple[object, ...], int]()
    for number, cells in sheet.rows:
        for one in read_row(kind, number, cells, as_of, today):
            if isinstance(one, Fault):
                faults.append(one)
                continue
            if (first := first_of.setdefault(_key(one), number)) != number:
                faults.append(Fault(number, "same", values={"row": first}))
                break
            listed.append((number, one))
    if faults:
        raise NotImported(faults)
    return Listings(kind, len(sheet.rows), listed)


def store(session: Session, found: Listings) -> int:
    """In the caller's transaction. How many of before are gone or said anew: all nurseries, and of days those from the
    file's first to its last. Raises NotImported for a file that is older than what it would replace."""
    if not found.listed:
        return 0
    own = _select_replaced(found)
    newest = session.exec(select(func.max(TABLES[found.kind].as_of)).where(*own)).one()
    if newest is not None and (older := [(row, one) for row, one in found.listed if one.as_of < newest]):
        row, one = older[0]
        values = {"said": one.as_of, "known": newest}
        raise NotImported([Fault(row, "older", say_column(found.kind, "as_of"), values)])
    replaced = session.exec(delete(TABLES[found.kind]).where(*own)).rowcount
    session.add_all([one for _, one in found.listed])
    return replaced


def _select_replaced(found: Listings) -> list[Any]:
    if found.kind is Kind.NURSERIES:
        return []
    table = ClinicDuty if found.kind is Kind.CLINICS else Occasion
    starts = [one.starts_at for _, one in found.listed if isinstance(one, ClinicDuty | Occasion)]
    first, last = _midnight(min(starts)), _midnight(max(starts)) + timedelta(days=1)
    span = [col(table.starts_at) >= first, col(table.starts_at) < last]
    return span if table is ClinicDuty else [*span, Occasion.kind == found.kind]


def _midnight(moment: datetime) -> datetime:
    return datetime.combine(moment.astimezone(TOKYO).date(), time(), TOKYO)


def _key(one: Listing) -> tuple[object, ...]:
    moment = () if isinstance(one, Nursery) else (one.starts_at,)  # type: ignore[attr-defined]
    return one.name, one.address, *moment
