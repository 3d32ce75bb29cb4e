"""The demo city's data for parents: that of four files, so many weeks later that it is of today."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.clock import TOKYO
from bot.db import Database
from bot.demo_data.lectures import WRITTEN_FOR
from bot.settings import DEMO_CITY
from handlers.child_care.models import Kind, Listing, Nursery
from handlers.child_care.service.importing import read_file, store
from handlers.child_care.service.searching import has_any

FILES = tuple(DEMO_CITY / f"child_{kind}.csv" for kind in Kind)


def seed_children(database: Database, now: datetime) -> int:
    """How many rows; none while there are some, which a city has imported itself."""
    with database.read() as session:
        if any(has_any(session, kind) for kind in Kind):
            return 0
    by = timedelta(weeks=(now.astimezone(TOKYO).date() - WRITTEN_FOR).days // 7)
    count = 0
    with database.write() as session:
        for file in FILES:
            found = read_file(file.name, file.read_bytes(), WRITTEN_FOR)
            for _, one in found.listed:
                _shift(one, by)
            store(session, found)
            count += found.rows
    return count


def _shift(one: Listing, by: timedelta) -> None:
    one.as_of += by
    if not isinstance(one, Nursery):
        one.starts_at += by  # type: ignore[attr-defined]
        one.ends_at += by  # type: ignore[attr-defined]
