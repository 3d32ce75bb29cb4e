"""What staff did to a reservation is told its citizen once, and not at night unless it is near."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.db import Database
from bot.models.conversation import Conversation
from bot.models.outbox import OutboxRow
from bot.models.reservations import Reservation
from bot.services.reservations.shifting import call_off, shift
from tests.bot.booking.test_keeper import NOW, TEXTS, Clock
from tests.bot.reservations.openings import at

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
MOVED, CANCELLED = TEXTS.get("ja", "card_center.shifted"), TEXTS.get("ja", "card_center.called_off")
MONDAY = at(2026, 12, 7, 10)


@pytest.fixture
def clock(database: Database) -> Clock:
    return Clock(database)


def test_told_once_with_the_new_time_and_what_they_can_do(clock: Clock) -> None:
    own = clock.reserves()
    with clock.database.write() as session:
        shift(session, own.id or 0, own.timeframe_id, clock.find(MONDAY).id or 0, NOW)
    clock.runs(NOW)
    clock.make_keeper().run(NOW)  # another scheduler
    clock.runs(NOW + timedelta(minutes=1))
    (row,) = clock.rows(OutboxRow)
    assert (clock.told(), row.conversation_id, row.must_arrive) == ([MOVED], clock.person, True)
    said = str(row.messages)
    for part in (
        "12月4日（金）午前10時",
        "12月7日（月）午前10時",
        "M-000001",
        "本庁舎",
        "card_center.move?id=1",
        "申し訳",
    ):
        assert part in said
    assert "card_center.end?id=1" in said
    assert f"conversation:{clock.person}" in clock.rung


@on_sqlite
def test_a_cancelling_is_told_instead_of_the_move_before_it(clock: Clock) -> None:
    own, monday = clock.reserves(), clock.find(MONDAY).id or 0
    with clock.database.write() as session:
        shift(session, own.id or 0, own.timeframe_id, monday, NOW)
        call_off(session, own.id or 0, monday, NOW)
    clock.runs(NOW)
    (row,) = clock.rows(OutboxRow)
    assert clock.told() == [CANCELLED]
    assert "12月4日（金）午前10時" in str(row.messages)  # the time that they know of


@on_sqlite
def test_at_night_only_what_is_near(clock: Clock) -> None:
    night = at(2026, 12, 3, 21, 59)
    soon, far = clock.reserves(), clock.reserves(at(2026, 12, 10, 10), clock.other)
    with clock.database.write() as session:
        shift(session, soon.id or 0, soon.timeframe_id, clock.find(MONDAY).id or 0, night)
        shift(session, far.id or 0, far.timeframe_id, clock.find(MONDAY).id or 0, night)
    clock.runs(night)
    assert [
        row.conversation_id for row in clock.rows(OutboxRow)
    ] == []  # Friday at ten is twelve hours away, and a minute
    clock.runs(night + timedelta(minutes=1))
    assert [row.conversation_id for row in clock.rows(OutboxRow)] == [clock.person]
    clock.runs(at(2026, 12, 4, 7))
    assert [row.conversation_id for row in clock.rows(OutboxRow)] == [clock.person, clock.other]


@on_sqlite
def test_who_has_blocked_us_is_told_nothing_and_not_tried_again(clock: Clock) -> None:
    own = clock.reserves()
    with clock.database.write() as session:
        session.get_one(Conversation, clock.person).is_blocked = True
        call_off(session, own.id or 0, own.timeframe_id, NOW)
    clock.runs(NOW)
    assert (clock.told(), clock.rows(Reservation)[0].news) == ([], "")
