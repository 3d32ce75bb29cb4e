"""Times at the demo city's card centre, few enough to be looked at."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import insert

from bot.clock import TOKYO, tokyo_today
from bot.db import Database
from bot.models.reservations import Resource, Timeframe

HOURS = (9, 10, 14, 15)
FIRST = 2  # days from now


def open_places(
    database: Database, *, days: int = 20, hours: Sequence[float] = HOURS, capacity: int = 20, north: bool = True
) -> None:
    """So many days from the day after tomorrow on, weekends too: at the hall at these hours, in the north at the second
    of them. The first of all has the id 1."""
    with database.write() as session:
        offices = [Resource(service="card_center", code=code, facility=code) for code in ("hall", "north")]
        session.add_all(offices)
        session.flush()
        made = []
        for ahead in range(FIRST, FIRST + days):
            made += [_make(offices[0], ahead, hour, capacity) for hour in hours]
            if north:
                made.append(_make(offices[1], ahead, hours[1 % len(hours)], capacity))
        session.execute(insert(Timeframe), made)


def day_of(ahead: int) -> date:
    """So many days from today in Tokyo."""
    return tokyo_today() + timedelta(days=ahead)


def say_day(day: date) -> str:
    """As a citizen writes it."""
    return f"{day.month}月{day.day}日"


def _make(resource: Resource, ahead: int, hour: float, capacity: int) -> dict[str, object]:
    start = datetime.combine(day_of(ahead), time(), TOKYO) + timedelta(hours=hour)
    ends = start + timedelta(minutes=30)
    return {"resource_id": resource.id, "starts_at": start, "ends_at": ends, "capacity": capacity}
