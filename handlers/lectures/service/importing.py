"""Takes over a file of lectures, all of it or nothing; what is booked is never touched."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from sqlmodel import Session, col, select

from bot.db import Database
from bot.errors import MadoguchiError, SetupError
from bot.models.reservations import Resource, Timeframe
from bot.services.reservations.taking import lock_timeframes
from bot.yaml_files import parse_yaml
from handlers.lectures.models import SERVICE, Application, Giving, Lecture, LectureDate, LectureHall, Lottery
from handlers.lectures.service.lottery import make_lottery
from handlers.lectures.service.reasons import Fault, Reason
from handlers.lectures.service.rows import HallRow, LectureRow, read_row
from handlers.lectures.service.sheet import fold, read_sheet


class NotImported(MadoguchiError):
    """Nothing was taken over; every fault with its row."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = sorted(faults, key=lambda fault: fault.row)
        super().__init__("\n".join(map(str, self.faults)))


@dataclass
class Imported:
    """The codes of the lectures that are new, and of those that were changed."""

    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)


def read_halls(folder: Path) -> Collection[str]:
    """What the city calls its places (`names.yml`), folded; empty for a city without the file: then any will do."""
    return frozenset(fold(name) for names in _read_names(folder) for name in names)


def list_hall_names(folder: Path) -> list[str]:
    """Each of the city's places by its first name."""
    return [names[0] for names in _read_names(folder) if names]


def _read_names(folder: Path) -> list[list[str]]:
    file = folder / "names.yml"
    if not file.exists():
        return []
    try:
        places = (parse_yaml(file.read_text("utf-8")) or {}).get("facility", {})
    except OSError as error:
        raise SetupError(f"{file}: not readable: {error}") from error
    return [[str(name) for name in names] for names in places.values()]


def read_lectures(name: str, content: bytes, halls: Collection[str]) -> list[LectureRow]:
    """Every row of a file. Raises InputFileError and NotImported."""
    sheet = read_sheet(name, content)
    odd = [(row, {"cells": cells, "columns": sheet.columns}) for row, cells in sheet.misfits]
    faults, rows, first_of = [Fault(row, Reason("cells", values=values)) for row, values in odd], [], dict[str, int]()
    for number, cells in sheet.rows:
        read = read_entered(number, cells, halls)
        if not isinstance(read, LectureRow):
            faults += [Fault(number, reason) for reason in read]
            continue
        if (first := first_of.setdefault(read.code, number)) != number:
            faults.append(Fault(number, Reason("same_code", values={"code": read.code, "row": first})))
        rows.append(read)
    if faults:
        raise NotImported(faults)
    return rows


def read_entered(number: int, cells: Mapping[str, str], halls: Collection[str]) -> LectureRow | list[Reason]:
    """One lecture by our columns, or everything that is wrong with it; a hall begins with a name of the city's."""
    return read_row(number, cells, lambda place: not halls or any(fold(place).startswith(one) for one in halls))


def store_lectures(database: Database, rows: Iterable[LectureRow], now: datetime) -> Imported:
    """In one transaction. Raises NotImported with the rows that what is booked does not allow."""
    with database.write() as session:
        return store_rows(session, rows, now)


def store_rows(session: Session, rows: Iterable[LectureRow], now: datetime) -> Imported:
    """In the caller's transaction, which NotImported must end."""
    done, faults = Imported(), []
    for row in rows:
        found = session.exec(select(Lecture).where(Lecture.code == row.code)).first()
        faults += [Fault(row.number, reason) for reason in store_lecture(session, found, row, now)]
        (done.changed if found else done.new).append(row.code)
    if faults:
        raise NotImported(faults)
    return done


def store_lecture(session: Session, found: Lecture | None, row: LectureRow, now: datetime) -> list[Reason]:
    """A new one, or `found` as the row has it; what speaks against it, and then the transaction must not be kept."""
    if found is not None and found.cancelled_at is not None:
        return [Reason("cancelled", "code")]
    lecture = found or Lecture(code=row.code)  # type: ignore[call-arg]
    values = {**row.values, "changed_at": now}
    if values["opens_at"] is None:
        values["opens_at"] = lecture.opens_at if found else min(now, _closes_at(row) - timedelta(minutes=1))
    is_booked = found is not None and is_applied_for(session, found)
    if is_booked and found is not None and (reasons := _list_broken_promises(session, found, row)):
        return reasons
    for name, value in values.items():
        setattr(lecture, name, value)
    session.add(lecture)
    session.flush()
    if not is_booked:
        _store_dates(session, lecture, row)
    return _store_halls(session, lecture, row, is_booked=is_booked)


def _closes_at(row: LectureRow) -> datetime:
    value = row.values["closes_at"]
    assert isinstance(value, datetime)
    return value


def is_applied_for(session: Session, lecture: Lecture) -> bool:
    """Whether people have applied for it, so that some of it can't be changed any more."""
    own = select(Application.id).where(Application.lecture_id == lecture.id, col(Application.is_active))
    taken = select(Timeframe.id).join(LectureHall, col(LectureHall.timeframe_id) == col(Timeframe.id))
    taken = taken.where(LectureHall.lecture_id == lecture.id, Timeframe.taken > 0)
    return session.exec(own.limit(1)).first() is not None or session.exec(taken.limit(1)).first() is not None


def _list_broken_promises(session: Session, lecture: Lecture, row: LectureRow) -> list[Reason]:
    """What people have applied for stays: its dates, its fee, and how places are given."""
    dates = session.exec(select(LectureDate).where(LectureDate.lecture_id == lecture.id))
    known = sorted((one.starts_at, one.ends_at) for one in dates)
    reasons = []
    if known != sorted(row.dates):
        reasons.append(Reason("kept_dates"))
    if lecture.giving != row.values["giving"] or lecture.public_source != row.values["public_source"]:
        reasons.append(Reason("kept_giving"))
    if lecture.fee_yen != row.values["fee_yen"]:
        reasons.append(Reason("kept_fee"))
    return reasons


def _store_dates(session: Session, lecture: Lecture, row: LectureRow) -> None:
    for one in session.exec(select(LectureDate).where(LectureDate.lecture_id == lecture.id)):
        session.delete(one)
    session.flush()
    for start, end in row.dates:
        session.add(LectureDate(lecture_id=lecture.id or 0, starts_at=start, ends_at=end))


def _store_halls(session: Session, lecture: Lecture, row: LectureRow, *, is_booked: bool) -> list[Reason]:
    own = session.exec(select(LectureHall).where(LectureHall.lecture_id == lecture.id)).all()
    known, wanted = {one.name: one for one in own}, {one.name for one in row.halls}
    reasons = []
    for name, gone in known.items():
        if name not in wanted and is_booked:
            reasons.append(Reason("kept_hall", values={"said": name}))
        elif name not in wanted:
            _drop_hall(session, gone)
    for hall in row.halls:
        if hall.name in known:
            reasons += _change_hall(session, known[hall.name], hall, row)
        else:
            _add_hall(session, lecture, hall, row)
    return reasons


def _drop_hall(session: Session, hall: LectureHall) -> None:
    timeframe = session.get_one(Timeframe, hall.timeframe_id)
    resource = session.get_one(Resource, timeframe.resource_id)
    session.delete(hall)
    session.flush()
    session.delete(timeframe)
    session.flush()
    session.delete(resource)


def _change_hall(session: Session, hall: LectureHall, wanted: HallRow, row: LectureRow) -> list[Reason]:
    (timeframe,) = lock_timeframes(session, [hall.timeframe_id])
    if wanted.capacity < timeframe.taken:
        values = {"said": hall.name, "taken": timeframe.taken, "wanted": wanted.capacity}
        return [Reason("too_few", values=values)]
    timeframe.capacity = wanted.capacity
    timeframe.starts_at, timeframe.ends_at = row.dates[0]
    session.add(timeframe)
    if row.values["giving"] == Giving.LOTTERY:
        _need_lottery(session, hall)
    return []


def _add_hall(session: Session, lecture: Lecture, hall: HallRow, row: LectureRow) -> None:
    resource = Resource(service=SERVICE, code=f"{lecture.code}/{hall.name}", facility=hall.name)
    session.add(resource)
    session.flush()
    start, end = row.dates[0]
    timeframe = Timeframe(resource_id=resource.id or 0, starts_at=start, ends_at=end, capacity=hall.capacity)
    session.add(timeframe)
    session.flush()
    made = LectureHall(
        lecture_id=lecture.id or 0, timeframe_id=timeframe.id or 0, name=hall.name, is_online=hall.is_online
    )
    session.add(made)
    session.flush()
    if row.values["giving"] == Giving.LOTTERY:
        _need_lottery(session, made)


def _need_lottery(session: Session, hall: LectureHall) -> None:
    """The commitment stands from the import on, which is before anybody can apply."""
    if session.exec(select(Lottery.id).where(Lottery.hall_id == hall.id)).first() is None:
        session.add(make_lottery(hall.id or 0))
