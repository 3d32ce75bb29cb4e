"""A row of the file as a lecture, or the reasons why it is none."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from bot.clock import TOKYO
from handlers.lectures.models import Form, Giving
from handlers.lectures.service.reasons import Reason
from handlers.lectures.service.sheet import WORDS, fold
from knowledge.sources.dates import parse_date

MOST_PLACES = 10_000
MOST_YEN = 1_000_000
FIRST_MINUTE, LAST_MINUTE = time(0), time(23, 59)
_TIME = re.compile(r"(?P<hour>\d{1,2})(?::|\D)(?P<minute>\d{2})\D?(?::?00)?")
_YEN = re.compile(rf"(?P<yen>[\d,]+)(?:{WORDS['yen']})?")
_DATE_AND_TIMES = re.compile(
    rf"(?P<day>\S+)\s+(?P<begins>\d{{1,2}}:\d{{2}})\s*[{re.escape(WORDS['until'])}]\s*(?P<ends>\d{{1,2}}:\d{{2}})"
)
_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{0,39}")
_URL = re.compile(r"https://\S+")


@dataclass(frozen=True)
class HallRow:
    name: str
    capacity: int
    is_online: bool


@dataclass(frozen=True)
class LectureRow:
    """What a good row says; dates and halls in their order, moments in UTC's sense: aware."""

    number: int  # of the row
    values: dict[str, object]  # columns of `Lecture`
    dates: list[tuple[datetime, datetime]]
    halls: list[HallRow]

    @property
    def code(self) -> str:
        return str(self.values["code"])


@dataclass
class _Reader:
    """Reads cells and collects what is wrong with them."""

    cells: Mapping[str, str]
    reasons: list[Reason] = field(default_factory=list)

    def text(self, column: str) -> str:
        return unicodedata.normalize("NFC", self.cells.get(column, ""))

    def folded(self, column: str) -> str:
        return unicodedata.normalize("NFKC", self.cells.get(column, "")).strip()

    def complain(self, column: str, key: str, **values: object) -> None:
        self.reasons.append(Reason(key, column, values))

    def day(self, column: str) -> date | None:
        said = self.cells.get(column, "")
        found = parse_date(said) if said else None
        if said and found is None:
            self.complain(column, "date", said=said)
        return found

    def clock(self, column: str, otherwise: time | None = None) -> time | None:
        said = self.folded(column)
        if not said:
            return otherwise
        found = _parse_time(said)
        if found is None:
            self.complain(column, "time", said=said)
        return found

    def choice(self, column: str, *names: str) -> str:
        said = fold(self.cells.get(column, ""))
        found = next((name for name in names if said in map(fold, WORDS[name])), None)
        if found is None:
            self.complain(column, "unknown", said=self.cells.get(column, ""))
        return found or names[0]

    def link(self, column: str) -> str:
        said = self.folded(column)
        if said and not _URL.fullmatch(said):
            self.complain(column, "link")
        return said


def read_row(number: int, cells: Mapping[str, str], is_hall: Callable[[str], bool]) -> LectureRow | list[Reason]:
    """The lecture, or everything that is wrong with it; `is_hall` knows the city's places."""
    reader = _Reader(cells)
    if not _CODE.fullmatch(code := reader.folded("code")):
        reader.complain("code", "code")
    if not reader.text("title"):
        reader.complain("title", "empty")
    dates, halls = _read_dates(reader), _read_halls(reader, is_hall)
    opens_at, closes_at = _read_period(reader, dates)
    giving = Giving(reader.choice("giving", "first_come", "lottery"))
    values: dict[str, object] = {
        "code": code,
        **{name: reader.text(name) for name in ("title", "title_en", "summary", "topic", "keywords", "target")},
        **{name: reader.text(name) for name in ("contact", "telephone", "public_source", "bring")},
        **{name: reader.choice(name, "no", "yes") == "yes" for name in ("for_women", "with_children")},
        **{name: reader.link(name) for name in ("join_url", "materials_url", "page_url")},
        "form": _find_form(halls),
        "fee_yen": _read_fee(reader),
        "giving": giving,
        "opens_at": opens_at,
        "closes_at": closes_at,
    }
    if values["public_source"] and giving is not Giving.LOTTERY:
        reader.complain("public_source", "public_source")
    if values["join_url"] and not any(hall.is_online for hall in halls):
        reader.complain("join_url", "join_url")
    return reader.reasons or LectureRow(number, values, dates, halls)


def _read_dates(reader: _Reader) -> list[tuple[datetime, datetime]]:
    day, begins, ends = reader.day("first_day"), reader.clock("begins"), reader.clock("ends")
    for column, value in (("first_day", day), ("begins", begins), ("ends", ends)):
        if value is None and not reader.cells.get(column):
            reader.complain(column, "empty")
    if day is None or begins is None or ends is None:
        return []
    found = [_span(day, begins, ends), *_read_more(reader)]
    if any(end <= start for start, end in found):
        reader.complain("ends", "end")
    if any(later[0] < earlier[1] for earlier, later in pairwise(found)):
        reader.complain("more_dates", "order")
    last = reader.day("last_day")
    if last is not None and last != found[-1][0].date():
        reader.complain("last_day", "last_day")
    return found


def _read_more(reader: _Reader) -> list[tuple[datetime, datetime]]:
    found = []
    for part in _split(reader.folded("more_dates")):
        match = _DATE_AND_TIMES.fullmatch(part)
        day = parse_date(match["day"]) if match else None
        begins, ends = (_parse_time(match[name]) if match else None for name in ("begins", "ends"))
        if day is None or begins is None or ends is None:
            reader.complain("more_dates", "more_dates", said=part)
        else:
            found.append(_span(day, begins, ends))
    return found


def _read_halls(reader: _Reader, is_hall: Callable[[str], bool]) -> list[HallRow]:
    names, counts = _split(reader.text("places")), _split(reader.folded("capacity"))
    if not names:
        reader.complain("places", "empty")
    if len(names) != len(set(names)):
        reader.complain("places", "twice")
    if len(names) != len(counts):
        reader.complain("capacity", "counts", counts=len(counts), places=len(names))
        return []
    halls = []
    for name, count in zip(names, counts, strict=True):
        is_online = fold(name) in map(fold, WORDS["online"])
        capacity = re.fullmatch(r"\D{0,8}(\d{1,6})\D{0,4}", count)
        if not is_online and not is_hall(name):
            reader.complain("places", "hall", said=name)
        if capacity is None or not 1 <= int(capacity[1]) <= MOST_PLACES:
            reader.complain("capacity", "capacity", said=count, most=MOST_PLACES)
        else:
            halls.append(HallRow(WORDS["online"][0] if is_online else name, int(capacity[1]), is_online))
    return halls


def _read_period(reader: _Reader, dates: list[tuple[datetime, datetime]]) -> tuple[datetime | None, datetime | None]:
    """From when until when one may apply; without a first day from the day of the import on."""
    first, last = reader.day("opens_on"), reader.day("closes_on")
    from_time, to_time = reader.clock("opens_by", FIRST_MINUTE), reader.clock("closes_by", LAST_MINUTE)
    opens_at = datetime.combine(first, from_time, TOKYO) if first and from_time else None
    if last is None or to_time is None:
        if not reader.cells.get("closes_on"):
            reader.complain("closes_on", "empty")
        return opens_at, None
    closes_at = datetime.combine(last, to_time, TOKYO)
    if opens_at is not None and closes_at <= opens_at:
        reader.complain("closes_on", "closed_first")
    if dates and closes_at > dates[0][0]:
        reader.complain("closes_on", "closed_late")
    return opens_at, closes_at


def _read_fee(reader: _Reader) -> int:
    said = fold(reader.cells.get("fee", ""))
    if said in map(fold, WORDS["free"]):
        return 0
    found = _YEN.fullmatch(said)
    yen = int(found["yen"].replace(",", "")) if found else -1
    if not 0 <= yen <= MOST_YEN:
        reader.complain("fee", "fee", said=reader.cells.get("fee", ""))
    return max(yen, 0)


def _find_form(halls: list[HallRow]) -> Form:
    online = [hall.is_online for hall in halls]
    return Form.ONLINE if online and all(online) else Form.HYBRID if any(online) else Form.HALLS


def _parse_time(said: str) -> time | None:
    found = _TIME.fullmatch(said)
    hour, minute = (int(found["hour"]), int(found["minute"])) if found else (99, 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _span(day: date, begins: time, ends: time) -> tuple[datetime, datetime]:
    return datetime.combine(day, begins, TOKYO), datetime.combine(day, ends, TOKYO)


def _split(cell: str) -> list[str]:
    parts: Iterable[str] = re.split(f"[{''.join(WORDS['between'])}\n]", cell)
    return [part.strip() for part in parts if part.strip()]


def shift(row: LectureRow, by: timedelta, mark: str) -> LectureRow:
    """The same lecture at another time, under another code."""
    moved = {name: value + by for name in ("opens_at", "closes_at") if isinstance(value := row.values[name], datetime)}
    dates = [(start + by, end + by) for start, end in row.dates]
    return LectureRow(row.number, {**row.values, **moved, "code": f"{row.code}-{mark}"}, dates, row.halls)
