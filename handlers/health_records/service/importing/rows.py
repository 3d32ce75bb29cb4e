"""One row of a file: a person and what was held, or why it is refused. No value of it is in what is said."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from handlers.health_records.models import RecordKind
from handlers.health_records.service.importing.dates import parse_day
from handlers.health_records.service.importing.mapping import FileMapping, fold
from handlers.health_records.service.importing.measures import read_height, read_weight

OLDEST_YEARS = 150
MOST_DUE_DAYS = 300  # before and after today: a pregnancy is not longer
LONGEST = 200  # letters of a cell
_HIRAGANA = range(0x3041, 0x3097)
CODE_COLUMNS = {
    RecordKind.VACCINATION: "vaccine",
    RecordKind.CHECKUP: "checkup",
    RecordKind.SCREENING: "screening",
    RecordKind.EXPENSE_SUPPORT: "support",
}
DAY_COLUMNS = {RecordKind.VACCINATION: "vaccinated_on", RecordKind.EXPENSE_SUPPORT: "entitled_from"}


@dataclass(frozen=True)
class Finding:
    """`what` ends a text key (`admin_finding_<what>`); a refused row is not taken over."""

    row: int
    column: str
    what: str
    is_refused: bool = False


class RowRefused(Exception):
    """The row is not taken over."""

    def __init__(self, column: str, what: str) -> None:
        super().__init__(what)
        self.column, self.what = column, what


@dataclass(frozen=True)
class PersonRow:
    number: str
    name: str
    kana: str
    birth_date: date
    sex: str
    district: str = ""
    is_moved_away: bool = False
    is_protected: bool = False

    @property
    def match_key(self) -> str:
        return make_match_key(self.kana, self.birth_date)


@dataclass(frozen=True)
class EventRow:
    kind: str
    code: str
    held_on: date
    dose: str = ""
    until: date | None = None
    result: str = ""
    lot: str = ""
    place: str = ""
    record: str = ""
    is_each_season: bool = False
    measures: dict[str, int] | None = None

    def make_key(self, number: str) -> str:
        """Which row of the health system this is, so that its correction takes its place."""
        if self.record:
            return f"{number}|{self.kind}|#{self.record}"
        is_numbered = self.dose and not self.is_each_season
        return f"{number}|{self.kind}|{self.code}|{self.dose if is_numbered else self.held_on.isoformat()}"


@dataclass(frozen=True)
class PregnancyRow:
    """When a child is to be born, or that the pregnancy is over."""

    due_on: date | None
    is_over: bool


@dataclass(frozen=True)
class PauseRow:
    """A long illness, to be confirmed."""

    began_on: date
    ended_on: date
    kind: str


@dataclass(frozen=True)
class Row:
    number: int
    person: PersonRow
    event: EventRow | None = None  # a file of persons has none
    guardians: tuple[str, ...] = ()
    findings: list[Finding] = field(default_factory=list)
    pause: PauseRow | None = None
    pregnancy: PregnancyRow | None = None


def make_match_key(kana: str, birth_date: date) -> str:
    """The reading of a name in full-width katakana without spaces, and the date of birth."""
    folded = unicodedata.normalize("NFKC", kana)
    katakana = "".join(map(to_katakana, "".join(folded.split())))
    return f"{katakana.casefold()}|{birth_date.isoformat()}"


def read_row(number: int, cells: Mapping[str, str], kind: str, mapping: FileMapping, today: date) -> Row:
    """`cells` by our columns; `kind` is the file's, empty for one of persons. Raises RowRefused."""
    reader = _Reader(number, cells, mapping, today)
    person = reader.read_person()
    event = reader.read_event(RecordKind(kind), person) if kind else None
    guardians = tuple(filter(None, (reader.cell("guardian"), reader.cell("guardian_2"))))
    if person.number in guardians:
        raise RowRefused("guardian", "own_guardian")
    pause, pregnancy = reader.read_pause(person), reader.read_pregnancy()
    return Row(number, person, event, guardians, reader.findings, pause, pregnancy)


def to_katakana(sign: str) -> str:
    return chr(ord(sign) + 0x60) if ord(sign) in _HIRAGANA else sign


class _Reader:
    def __init__(self, number: int, cells: Mapping[str, str], mapping: FileMapping, today: date) -> None:
        self._number, self._cells, self._mapping, self._today = number, cells, mapping, today
        self.findings: list[Finding] = []

    def cell(self, column: str) -> str:
        return " ".join(unicodedata.normalize("NFKC", self._cells.get(column, "")).split())

    def read_person(self) -> PersonRow:
        for column in ("number", "name", "kana"):
            if not self.cell(column):
                raise RowRefused(column, "missing")
            if len(self.cell(column)) > LONGEST:
                raise RowRefused(column, "too_long")
        return PersonRow(
            self.cell("number"),
            self.cell("name"),
            self.cell("kana"),
            self._read_birth_date(),
            self._read_sex(),
            self.cell("district")[:LONGEST],
            self._is_yes("moved_away"),
            self._is_yes("protected"),
        )

    def read_event(self, kind: RecordKind, person: PersonRow) -> EventRow:
        day_column = DAY_COLUMNS.get(kind, "held_on")
        held_on = self._read_day(day_column)
        if held_on < person.birth_date:
            raise RowRefused(day_column, "before_birth")
        if kind != RecordKind.EXPENSE_SUPPORT and held_on > self._today:
            raise RowRefused(day_column, "future")
        code, until = self._read_code(kind), self._read_until(kind, held_on)
        lot = self.cell("lot")[:LONGEST]
        if kind == RecordKind.VACCINATION and not lot:
            self._find("lot", "no_lot")
        result, place = self.cell("result")[:LONGEST], self.cell("place")[:LONGEST]
        record, is_each_season = self.cell("record")[:LONGEST], code in self._mapping.each_season
        dose, measures = self._read_dose(), self._read_measures() if kind == RecordKind.CHECKUP else None
        return EventRow(kind, code, held_on, dose, until, result, lot, place, record, is_each_season, measures)

    def _read_measures(self) -> dict[str, int] | None:
        """What can't be is left out."""
        found = {}
        for column, name, read in (("height", "height_mm", read_height), ("weight", "weight_g", read_weight)):
            value = read(self.cell(column))
            if value is not None:
                found[name] = value
            elif self.cell(column):
                self._find(column, "no_measure")
        return found or None

    def read_pause(self, person: PersonRow) -> PauseRow | None:
        """Of one that is not whole the rest of the row is taken over."""
        if not self.cell("pause_from") and not self.cell("pause_until"):
            return None
        began_on, ended_on = parse_day(self.cell("pause_from")), parse_day(self.cell("pause_until"))
        if began_on is None or ended_on is None:
            self._find("pause_from" if began_on is None else "pause_until", "no_day")
            return None
        if ended_on < began_on or began_on < person.birth_date or ended_on > self._today:
            self._find("pause_from", "no_pause")
            return None
        return PauseRow(began_on, ended_on, self._mapping.pauses.get(fold(self.cell("pause_kind")), "other"))

    def read_pregnancy(self) -> PregnancyRow | None:
        """Of a due date that can't be the rest of the row is taken over."""
        written, is_over = self.cell("due_on"), bool(self.cell("pregnancy_ended_on"))
        due_on = parse_day(written) if written else None
        if written and (due_on is None or not -MOST_DUE_DAYS <= (due_on - self._today).days <= MOST_DUE_DAYS):
            self._find("due_on", "no_due")
            return None
        return PregnancyRow(due_on, is_over) if due_on or is_over else None

    def _read_birth_date(self) -> date:
        day = self._read_day("birth_date")
        if day > self._today:
            raise RowRefused("birth_date", "future")
        if day.year < self._today.year - OLDEST_YEARS:
            raise RowRefused("birth_date", "too_old")
        return day

    def _read_day(self, column: str) -> date:
        written = self.cell(column)
        if not written:
            raise RowRefused(column, "missing")
        day = parse_day(written)
        if day is None:
            raise RowRefused(column, "no_day")
        return day

    def _read_until(self, kind: RecordKind, since: date) -> date | None:
        if kind != RecordKind.EXPENSE_SUPPORT or not self.cell("entitled_until"):
            return None
        until = self._read_day("entitled_until")
        if until < since:
            raise RowRefused("entitled_until", "ends_before")
        return until

    def _read_sex(self) -> str:
        sex = self._mapping.sexes.get(fold(self.cell("sex")), "")
        if not sex:
            self._find("sex", "unknown_sex")
        return sex or "unknown"

    def _read_code(self, kind: RecordKind) -> str:
        """The city's own word where we know no code: kept, and shown as it is."""
        column = CODE_COLUMNS[kind]
        written = self.cell(column)
        if not written:
            raise RowRefused(column, "missing")
        code = self._mapping.codes[kind].get(fold(written), "")
        if not code:
            self._find(column, "unknown_code")
        return code or written[:LONGEST]

    def _read_dose(self) -> str:
        """Its number, in whatever words; some have none."""
        written = self.cell("dose")
        digits = "".join(sign for sign in written if sign.isdigit())[:2]
        if written and not digits:
            self._find("dose", "no_number")
        return digits.lstrip("0")

    def _is_yes(self, column: str) -> bool:
        return fold(self.cell(column)) in self._mapping.marks

    def _find(self, column: str, what: str) -> None:
        self.findings.append(Finding(self._number, column, what))
