"""What is repeated leaves again at the same hour in Japan, for whom it is then."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlmodel import col, select

from bot.broadcasting.repeating import find_next, keep_repeating
from bot.clock import TOKYO
from bot.db import Database
from bot.models.broadcasts import Broadcast
from bot.services.quota import refresh
from tests.bot.broadcasts.people import NOON, issue, join


@pytest.mark.parametrize(
    ("at", "repeat", "then"),
    [
        ("2026-12-01T09:00", "daily", "2026-12-02T09:00"),
        ("2026-12-01T09:00", "weekly", "2026-12-08T09:00"),
        ("2027-01-31T09:00", "monthly", "2027-02-28T09:00"),
        ("2026-12-31T09:00", "monthly", "2027-01-31T09:00"),
    ],
)
def test_the_next_time(at: str, repeat: str, then: str) -> None:
    first = datetime.fromisoformat(at).replace(tzinfo=TOKYO)
    assert find_next(first, repeat, first) == datetime.fromisoformat(then).replace(tzinfo=TOKYO)


def test_what_was_missed_is_left_out() -> None:
    first = datetime(2027, 1, 31, 9, tzinfo=TOKYO)
    assert find_next(first, "monthly", first + timedelta(days=40)) == datetime(2027, 3, 31, 9, tzinfo=TOKYO)


def send_weekly(database: Database) -> None:
    with database.write() as session:
        broadcast = issue(session, kind="message", is_urgent=False)
        broadcast.status, broadcast.repeat, broadcast.send_at = "sent", "weekly", NOON
        session.add(broadcast)


def list_all(database: Database) -> list[Broadcast]:
    with database.read() as session:
        return list(session.exec(select(Broadcast).order_by(col(Broadcast.id))))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_next_is_settled_when_its_time_comes(database: Database) -> None:
    join(database, 1)
    send_weekly(database)
    for hours in (1, 2):
        keep_repeating(database, NOON + timedelta(hours=hours))
    first, following = list_all(database)
    assert (first.repeat, following.repeat, following.status) == ("", "weekly", "approved")
    assert (following.send_at, following.frozen_at) == (NOON + timedelta(days=7), None)
    join(database, 2)
    keep_repeating(database, NOON + timedelta(days=7))
    _, following = list_all(database)
    assert (following.total, following.frozen_at) == (2, NOON + timedelta(days=7))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_one_without_room_in_the_quota_waits(database: Database) -> None:
    join(database, 1)
    send_weekly(database)
    keep_repeating(database, NOON)
    refresh(database, lambda: (100, 99), NOON + timedelta(days=7))
    keep_repeating(database, NOON + timedelta(days=7))
    assert list_all(database)[-1].frozen_at is None
    refresh(database, lambda: (100, 10), NOON + timedelta(days=8))
    keep_repeating(database, NOON + timedelta(days=8))
    assert list_all(database)[-1].total == 1
