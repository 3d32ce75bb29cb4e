"""The demo city's lectures: those of one file, so many weeks later that they are still to come."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from bot.clock import TOKYO
from bot.db import Database
from bot.settings import DEMO_CITY
from handlers.lectures.models import Giving
from handlers.lectures.service.catalogue import list_open
from handlers.lectures.service.importing import read_halls, read_lectures, store_lectures
from handlers.lectures.service.rows import LectureRow, shift

FILE = DEMO_CITY / "lectures.csv"
WRITTEN_FOR = date(2026, 11, 30)  # a Monday: the file's dates are those of a demo that begins in this week
DRAWN_AFTER = timedelta(minutes=30)  # so that whoever looks at the demo sees a draw


def seed_lectures(database: Database, now: datetime) -> int:
    """How many are new; none while there are some to apply for."""
    with database.read() as session:
        if list_open(session, now):
            return 0
    today = now.astimezone(TOKYO).date()
    weeks = (today - WRITTEN_FOR).days // 7
    rows = read_lectures(FILE.name, FILE.read_bytes(), read_halls(DEMO_CITY))
    moved = [shift(row, timedelta(weeks=weeks), f"{today:%Gw%V}") for row in rows]
    return len(store_lectures(database, [_close_soon(row, now) for row in moved], now).new)


def _close_soon(row: LectureRow, now: datetime) -> LectureRow:
    """A lottery that waits for no public value."""
    is_drawn_alone = row.values["giving"] == Giving.LOTTERY and not row.values["public_source"]
    if not is_drawn_alone:
        return row
    return LectureRow(row.number, {**row.values, "closes_at": now + DRAWN_AFTER}, row.dates, row.halls)
