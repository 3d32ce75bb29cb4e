"""Takes over a list of shelters, all of it or nothing, and says what of it should be looked at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlmodel import Session, col, select

from bot.areas import Areas
from bot.services.sheets import fold
from handlers.shelters.models import Shelter, ShelterImport, ShelterState
from handlers.shelters.service.distance import measure_metres
from handlers.shelters.service.reasons import Finding, NotImported
from handlers.shelters.service.rows import Row, read_row
from handlers.shelters.service.sheet import Kind, read_rows_of

SAME_PLACE_M = 300.0  # the same name within this is the same place in the other list
DESCRIBED = ("name", "address", "latitude", "longitude", "area", "as_of")  # taken from the newest file, said or not
SAID = ("kana", "name_en", "elevation_m", "telephone", "capacity", "features", "communities", "page_url", "note")


@dataclass(frozen=True)
class Listing:
    """What a file says, with what is to be looked at."""

    kind: Kind
    shelters: Sequence[Shelter] = field(repr=False)
    findings: Sequence[Finding] = ()


@dataclass(frozen=True)
class Taken:
    """What became of it."""

    kind: Kind
    count: int
    new: int
    gone: int
    findings: Sequence[Finding]


def read_file(name: str, content: bytes, as_of: date, areas: Areas) -> Listing:
    """Every row. Raises InputFileError where it is no list of shelters, NotImported with all that is wrong."""
    given = read_rows_of(name, content)
    faults = list(given.faults)
    findings = [Finding("column", {"column": header}) for header in given.unknown]
    shelters, first_of = list[Shelter](), dict[str, int]()
    for number, cells in given.rows:
        row = Row(number, cells)
        shelter = read_row(given.kind, row, as_of)
        key = shelter.code or shelter.stay_code or f"{fold(shelter.name)}\0{fold(shelter.address)}"
        if (first := first_of.setdefault(key, number)) != number:
            row.complain("", "same", row=first)
        faults += row.faults
        findings += row.findings
        shelters.append(shelter)
    if faults:
        raise NotImported(faults)
    return Listing(given.kind, shelters, [*findings, *_look(shelters, areas)])


def store(session: Session, found: Listing, now: datetime, staff_id: int | None = None) -> Taken:
    """In the caller's transaction. What is in the file is added or said anew; what is not is of this kind no more."""
    known = list(session.exec(select(Shelter).order_by(col(Shelter.id))))
    kept, new = set[int](), 0
    find = _Finder(known, found.kind)
    for shelter in found.shelters:
        before = find(shelter)
        if before is None:
            session.add(shelter)
            new += 1
        else:
            kept.add(before.id or 0)
            _renew(before, shelter, found.kind)
    flag = "is_site" if found.kind is Kind.SITES else "is_stay"
    gone = [one for one in known if getattr(one, flag) and one.id not in kept and _is_of(one, found.kind)]
    open_ids = set(session.exec(select(ShelterState.shelter_id).where(col(ShelterState.is_open))))
    for one in gone:
        setattr(one, flag, False)
        one.hazards = [] if found.kind is Kind.SITES else one.hazards
    findings = [Finding("gone_open" if one.id in open_ids else "gone", {"name": one.name}) for one in gone]
    session.add(
        ShelterImport(kind=found.kind, imported_at=now, shelters=len(found.shelters), gone=len(gone), staff_id=staff_id)
    )
    session.flush()
    return Taken(found.kind, len(found.shelters), new, len(gone), [*found.findings, *findings])


def _is_of(one: Shelter, kind: Kind) -> bool:
    """What the list of sites says of staying is gone with the site; the list of stays only knows its own."""
    return kind is Kind.SITES or bool(one.stay_code) or not one.is_site


class _Finder:
    """The same place as it is known: by its code in this list, else by its name nearby."""

    def __init__(self, known: Sequence[Shelter], kind: Kind) -> None:
        self._column = "code" if kind is Kind.SITES else "stay_code"
        self._by_code = {getattr(one, self._column): one for one in known if getattr(one, self._column)}
        self._by_name = defaultdict[str, list[Shelter]](list)
        for one in known:
            self._by_name[fold(one.name)].append(one)

    def __call__(self, shelter: Shelter) -> Shelter | None:
        code = getattr(shelter, self._column)
        if code and code in self._by_code:
            return self._by_code.pop(code)
        for one in self._by_name[fold(shelter.name)]:
            is_other = bool(code and getattr(one, self._column))  # of this list already, under another code
            if not is_other and measure_metres(one, shelter) <= SAME_PLACE_M:
                self._by_name[fold(shelter.name)].remove(one)
                return one
        return None


def _renew(before: Shelter, shelter: Shelter, kind: Kind) -> None:
    for name in DESCRIBED:
        setattr(before, name, getattr(shelter, name))
    for name in SAID:  # the State's lists say less than the city's own
        if value := getattr(shelter, name):
            setattr(before, name, value)
    if kind is Kind.SITES:
        before.code, before.is_site, before.hazards = shelter.code or before.code, True, shelter.hazards
        before.is_stay = shelter.is_stay or bool(before.stay_code and before.is_stay)
    else:
        before.stay_code, before.is_stay = shelter.stay_code or before.stay_code, True


def _look(shelters: Sequence[Shelter], areas: Areas) -> list[Finding]:
    """Which town each lies in, and what is odd about its place."""
    findings, at = list[Finding](), dict[tuple[float, float], Shelter]()
    for one in shelters:
        town = areas.at(one.latitude, one.longitude)
        one.area = town.id if town else ""
        if town is None and not areas.contains(one.latitude, one.longitude):
            findings.append(Finding("outside", {"name": one.name}))
        place = (round(one.latitude, 5), round(one.longitude, 5))
        if (other := at.setdefault(place, one)) is not one:
            findings.append(Finding("together", {"name": one.name, "other": other.name}))
    if without := sum(one.elevation_m is None for one in shelters):
        findings.append(Finding("no_elevation", {"count": without}))
    return findings
