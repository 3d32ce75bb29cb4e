"""Several take an alarm, several clocks call, several want one time. On PostgreSQL, since SQLite would hide it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier
from typing import Any

import pytest
from sqlmodel import Session, select

import handlers.child_consultation.service.duty
from bot.clock import TOKYO
from bot.db import Database
from bot.errors import Refused
from bot.models.audit import AuditEntry
from bot.services.audit import Actor
from handlers.child_consultation.levels import Level
from handlers.child_consultation.models import ChildCase
from handlers.child_consultation.service import appointments, duty
from handlers.child_consultation.service.appointments import Kind
from handlers.child_consultation.service.catalogue import Catalogue, Times
from handlers.child_consultation.service.opening import OFFICE_DAYS, PAGE, Judged, begin_case
from tests.handlers.child_consultation.centre import FACTS

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
NIGHT = datetime(2026, 12, 1, 23, tzinfo=TOKYO)
AT_ONCE = 12
CATALOGUE = Catalogue.model_validate(FACTS)


def begin(database: Database) -> int:
    with database.write() as session:
        case = begin_case(session, CATALOGUE, OFFICE_DAYS, Judged(Level.EMERGENCY), PAGE, "ja", NIGHT)
        return case.id or 0


def at_once(database: Database, act: Callable[[Session, int], Any]) -> list[Any]:
    """What each got; nothing for who was refused."""
    barrier = Barrier(AT_ONCE)

    def one(number: int) -> Any:
        barrier.wait(30)
        try:
            with database.write() as session:
                return act(session, number)
        except Refused:
            return None

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return [got for got in pool.map(one, range(AT_ONCE)) if got is not None]


def test_one_of_several_takes_an_alarm(database: Database) -> None:
    case_id = begin(database)

    def take(session: Session, number: int) -> int:
        duty.take(session, case_id, None, Actor("staff", str(number)), NIGHT)
        return number

    assert len(at_once(database, take)) == 1
    with database.read() as session:
        assert len(session.exec(select(AuditEntry)).all()) == 1


def test_without_the_lock_several_take_it(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    case_id, met = begin(database), Barrier(2)

    def look(session: Session, id: int) -> ChildCase | None:
        found = session.get(ChildCase, id)
        met.wait(30)  # both have read it before either writes
        return found

    monkeypatch.setattr(handlers.child_consultation.service.duty, "lock", look)
    monkeypatch.setattr("tests.concurrency.test_consultation_race.AT_ONCE", 2)

    def take(session: Session, number: int) -> int:
        duty.take(session, case_id, None, Actor("staff", str(number)), NIGHT)
        return number

    assert len(at_once(database, take)) == 2


def test_several_clocks_make_one_call(database: Database) -> None:
    case_id = begin(database)
    calls = at_once(database, lambda session, _: duty.claim_call(session, case_id, CATALOGUE, OFFICE_DAYS, NIGHT))
    assert [call.times for call in calls] == [1]


def test_one_time_is_given_once(database: Database) -> None:
    cases, times = [begin(database) for _ in range(AT_ONCE)], Times(seats=2)
    with database.read() as session:
        wanted = appointments.list_free(session, times, OFFICE_DAYS, NIGHT)[0]

    def book(session: Session, number: int) -> int:
        appointments.book(session, cases[number], Kind.CALL, wanted, "0260001234", times, OFFICE_DAYS, NIGHT)
        return number

    assert len(at_once(database, book)) == 2
    with database.read() as session:
        assert wanted not in appointments.list_free(session, times, OFFICE_DAYS, NIGHT)
