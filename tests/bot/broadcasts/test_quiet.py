"""Who asked for quiet hours gets what is not urgent when they are over, and nobody is lost or told twice."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from bot.areas import Areas
from bot.db import Database
from bot.models.conversation import Conversation
from bot.services.broadcasts import freezing
from bot.services.segments.choosing import Choices, keep_choices
from tests.bot.broadcasts.people import NOON, issue, join, list_batches, list_recipients


def be_quiet(database: Database, hours: dict[int, tuple[int, int]]) -> None:
    """By the order in which they joined."""
    with database.write() as session:
        for row in session.exec(select(Conversation).order_by(Conversation.id)).all():  # type: ignore[arg-type]
            if quiet := hours.get(row.id or 0):
                minutes = (quiet[0] * 60, quiet[1] * 60)
                choices = Choices(("disaster",), quiet=minutes)
                keep_choices(session, database.vault, Areas([]), row.id or 0, choices, ("disaster",), NOON)


def plan(database: Database, **more: Any) -> list[tuple[int, datetime | None]]:
    """(how many, when) of each batch."""
    with database.write() as session:
        broadcast = issue(session, **{"is_urgent": False, **more})
        assert len(list_recipients(session, broadcast)) == broadcast.total
        return [(batch.size, batch.not_before) for batch in list_batches(session, broadcast)]


def test_the_quiet_wait_for_the_end_of_their_hours(database: Database) -> None:
    join(database, *range(1, 8))
    be_quiet(database, {1: (11, 13), 2: (22, 13), 3: (12, 15), 4: (13, 15), 5: (9, 12)})  # it is noon
    assert plan(database) == [
        (4, NOON),
        (2, NOON + timedelta(hours=1)),
        (1, NOON + timedelta(hours=3)),
    ]


def test_over_midnight_and_until_the_next_day(database: Database) -> None:
    join(database, 1, 2)
    be_quiet(database, {1: (20, 12), 2: (12, 9)})
    assert plan(database) == [(1, NOON), (1, NOON + timedelta(hours=21))]


def test_what_is_urgent_waits_for_nobody(database: Database) -> None:
    join(database, 1, 2)
    be_quiet(database, {1: (0, 23), 2: (0, 23)})
    assert plan(database, is_urgent=True) == [(2, NOON)]


def test_where_all_are_quiet_no_empty_batch_is_left(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(freezing, "BATCH_SIZE", 2)
    join(database, *range(1, 6))
    be_quiet(database, dict.fromkeys(range(1, 6), (11, 13)))
    assert plan(database) == [(size, NOON + timedelta(hours=1)) for size in (2, 2, 1)]
