"""What the clock does about reservations, with the card centre of the demo city, on both databases."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from bot.bell import Bell
from bot.booking.keeper import ReservationKeeper
from bot.booking.wiring import find_bookables
from bot.city import City, load_city
from bot.clock import TOKYO
from bot.db import Database
from bot.messages import Channel
from bot.models.conversation import Conversation
from bot.models.ledger import QuotaRow
from bot.models.outbox import OutboxRow, OutboxStatus
from bot.models.reservations import Reservation, ReservationState, Timeframe, Wait
from bot.opening_hours import OpeningHours
from bot.services.ledger import month_of
from bot.services.reservations.leaving import end, move
from bot.services.reservations.taking import confirm, hold
from bot.services.reservations.waiting import wait_for
from bot.settings import DEMO_CITY
from bot.texts import load_texts
from bot.tickets.links import TicketLinks, ticket_url
from tests.bot.reservations.openings import at

NOW = at(2026, 12, 1, 12)  # a Tuesday
FRIDAY = at(2026, 12, 4, 10)
TEXTS = load_texts()
LINKS = TicketLinks("https://counter.example", "a key", TEXTS)


class Cities:
    """The demo city, whose facts a test may change."""

    def __init__(self) -> None:
        self.current: City = load_city(DEMO_CITY)


class Clock:
    """A scheduler's minute, and people who reserve."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.cities = Cities()
        self.rung: list[str] = []
        self.keeper = self.make_keeper()
        self.person, self.other = self.add_person("1"), self.add_person("2")
        self.runs(NOW)

    def make_keeper(self) -> ReservationKeeper:
        bell = Bell()
        bell.ring = lambda topic: self.rung.append(topic)  # type: ignore[assignment,method-assign]
        return ReservationKeeper(self.database, bell, self.cities, find_bookables(self.cities, TEXTS), LINKS)

    def add_person(self, name: str, channel: str = Channel.LINE) -> int:
        with self.database.write() as session:
            person = Conversation(
                channel=channel, address=f"U{name}", address_fingerprint=name, created_at=NOW, last_seen_at=NOW
            )
            session.add(person)
            session.flush()
            return person.id or 0

    def runs(self, now: datetime) -> None:
        self.keeper.run(now)

    def find(self, start: datetime) -> Timeframe:
        with self.database.read() as session:
            found = session.exec(select(Timeframe).where(Timeframe.starts_at == start).order_by(col(Timeframe.id)))
            frame = found.first()
            assert frame is not None
            session.expunge(frame)
            return frame

    def reserves(
        self, start: datetime = FRIDAY, who: int | None = None, now: datetime = NOW, units: int = 1
    ) -> Reservation:
        with self.database.write() as session:
            whose = self.person if who is None else who
            held = hold(session, self.find(start).id or 0, units, now, conversation_id=whose, purpose="receipt")
            return confirm(session, held.id or 0, "M", now)

    def told(self) -> list[str]:
        """The titles of what was written, in order."""
        with self.database.read() as session:
            return [row.messages[0]["title"] for row in session.exec(select(OutboxRow).order_by(col(OutboxRow.id)))]

    def rows(self, model: type[Any]) -> list[Any]:
        with self.database.read() as session:
            found = list(session.exec(select(model).order_by(model.id)))
            session.expunge_all()
            return found


@pytest.fixture
def clock(database: Database) -> Clock:
    return Clock(database)


on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
REMINDER, OFFER = TEXTS.get("ja", "card_center.reminder"), TEXTS.get("ja", "card_center.offered")


def test_times_are_made_ahead_and_once_a_day(clock: Clock) -> None:
    local = [one.starts_at.astimezone(TOKYO) for one in clock.rows(Timeframe)]
    assert min(local) == at(2026, 12, 1, 12, 30)
    assert max(local).date() == (NOW.astimezone(TOKYO) + timedelta(days=59)).date()  # the 60th is a Saturday
    assert not [one for one in local if (one.month, one.day) in ((12, 29), (12, 31), (1, 1), (1, 3))]
    assert at(2026, 12, 13, 12) in local  # a second Sunday
    before = len(local)
    clock.runs(NOW + timedelta(minutes=1))
    assert len(clock.rows(Timeframe)) == before
    clock.runs(at(2026, 12, 2, 0, 1))
    assert len(clock.rows(Timeframe)) > before - 1


@on_sqlite
def test_a_closure_that_staff_enter_holds_within_a_minute(clock: Clock, caplog: pytest.LogCaptureFixture) -> None:
    clock.reserves()
    special = OpeningHours.model_validate({"weekly": {}, "special_days": [{"from": "2026-12-04", "to": "2026-12-04"}]})
    city = clock.cities.current
    hours = city.opening_hours.model_copy(update={"special_days": special.special_days})
    clock.cities.current = city.model_copy(update={"opening_hours": hours})
    clock.runs(NOW + timedelta(minutes=1))
    assert clock.find(FRIDAY).is_blocked
    assert "1 reservations are in what is closed by now" in caplog.text


def test_an_offer_is_told_once_without_anybody_in_it(clock: Clock) -> None:
    first = clock.reserves(units=6)
    with clock.database.write() as session:
        wait_for(session, first.timeframe_id, clock.other, 1, NOW, purpose="receipt")
        end(session, first.id or 0, ReservationState.CANCELLED, NOW)
    clock.runs(NOW)
    clock.make_keeper().run(NOW)  # another scheduler
    clock.runs(NOW + timedelta(minutes=1))
    (row,) = clock.rows(OutboxRow)
    assert (row.conversation_id, row.service, row.must_arrive) == (clock.other, "card_center", True)
    assert clock.told() == [OFFER]
    assert "card_center.accept?wait=1" in str(row.messages)
    (wait,) = clock.rows(Wait)
    assert wait.told_at == NOW
    assert f"conversation:{clock.other}" in clock.rung


@on_sqlite
def test_nobody_is_woken_by_an_offer_that_lasts_until_morning(clock: Clock) -> None:
    night = at(2026, 12, 1, 22)
    first = clock.reserves(units=6)
    with clock.database.write() as session:
        wait_for(session, first.timeframe_id, clock.other, 1, night)
        end(session, first.id or 0, ReservationState.CANCELLED, night)
    clock.runs(night)
    assert clock.told() == []
    clock.runs(at(2026, 12, 2, 7))
    assert clock.told() == [OFFER]


@on_sqlite
def test_an_offer_that_lapses_goes_on_to_the_next_who_is_told(clock: Clock) -> None:
    first, third = clock.reserves(units=6), clock.add_person("3")
    with clock.database.write() as session:
        for who in (clock.other, third):
            wait_for(session, first.timeframe_id, who, 6, NOW)
        end(session, first.id or 0, ReservationState.CANCELLED, NOW)
    clock.runs(NOW)
    clock.runs(NOW + timedelta(hours=24))
    assert [row.conversation_id for row in clock.rows(OutboxRow)] == [clock.other, third]


def test_reminded_the_day_and_the_hour_before_once_each(clock: Clock) -> None:
    clock.reserves()
    for minutes in range(0, 25 * 60, 30):
        clock.runs(FRIDAY - timedelta(hours=24, minutes=30) + timedelta(minutes=minutes))
    clock.make_keeper().run(FRIDAY - timedelta(minutes=20))
    assert clock.told() == [REMINDER, REMINDER]
    (row, _) = clock.rows(OutboxRow)
    assert row.must_arrive is False
    assert "M-000001" in str(row.messages)
    assert row.messages[0]["buttons"][0]["url"] == ticket_url("https://counter.example", "a key", 1)


@on_sqlite
@pytest.mark.parametrize("how", ["cancelled", "held", "just reserved"])
def test_not_reminded(clock: Clock, how: str) -> None:
    if how == "held":
        with clock.database.write() as session:
            hold(session, clock.find(FRIDAY).id or 0, 1, NOW, conversation_id=clock.person, life=timedelta(days=9))
    else:
        own = clock.reserves(now=FRIDAY - timedelta(minutes=50) if how == "just reserved" else NOW)
        if how == "cancelled":
            with clock.database.write() as session:
                end(session, own.id or 0, ReservationState.CANCELLED, NOW)
    for minutes in (24 * 60, 60, 45, 10):
        clock.runs(FRIDAY - timedelta(minutes=minutes))
    assert clock.told() == []


@on_sqlite
def test_what_was_moved_is_reminded_of_anew(clock: Clock) -> None:
    own, monday = clock.reserves(), at(2026, 12, 7, 10)
    clock.runs(FRIDAY - timedelta(hours=20))
    with clock.database.write() as session:
        move(session, own.id or 0, clock.find(monday).id or 0, FRIDAY - timedelta(hours=19))
    clock.runs(FRIDAY - timedelta(minutes=30))
    clock.runs(monday - timedelta(hours=20))
    assert clock.told() == [REMINDER, REMINDER]


@on_sqlite
def test_not_at_night(clock: Clock) -> None:
    clock.reserves(at(2026, 12, 3, 18, 30))
    early = at(2026, 12, 3, 6, 59)
    clock.runs(early)
    assert clock.told() == []
    clock.runs(early + timedelta(minutes=1))
    assert clock.told() == [REMINDER]


@on_sqlite
def test_a_quota_that_is_nearly_used_is_kept_for_what_must_arrive(clock: Clock) -> None:
    clock.reserves()
    web = clock.add_person("web", Channel.WEB)
    clock.reserves(who=web)
    with clock.database.write() as session:
        session.add(
            QuotaRow(month=month_of(FRIDAY), limit_count=100, used_count=97, counted=0, asked_at=NOW, warned_at=None)
        )
    clock.runs(FRIDAY - timedelta(hours=20))
    assert [row.conversation_id for row in clock.rows(OutboxRow)] == [web]  # which costs nothing
    with clock.database.write() as session:
        session.exec(select(QuotaRow)).one().used_count = 10
    clock.runs(FRIDAY - timedelta(hours=19))
    assert [row.conversation_id for row in clock.rows(OutboxRow)] == [web, clock.person]


@on_sqlite
def test_who_has_blocked_us_or_called_gets_nothing(clock: Clock) -> None:
    own, by_staff = clock.reserves(), clock.reserves(who=clock.other)
    with clock.database.write() as session:
        session.get_one(Conversation, clock.person).is_blocked = True
        session.get_one(Reservation, by_staff.id).conversation_id = None
    clock.runs(FRIDAY - timedelta(hours=20))
    assert clock.told() == []
    assert clock.rows(Reservation)[0].id == own.id
    assert all(row.status != OutboxStatus.SENT for row in clock.rows(OutboxRow))


@on_sqlite
def test_a_city_that_closes_its_card_centre_sells_nothing_there(clock: Clock) -> None:
    clock.cities.current = clock.cities.current.model_copy(update={"services": {}})
    clock.runs(NOW + timedelta(minutes=1))
    with pytest.raises(Exception, match="has not 1 left"):
        clock.reserves()
