"""By the clock: the duty telephone until somebody takes it, notices that tell nothing and wake nobody, deletions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from bot.bell import Bell
from bot.clients.duty_phone import CallReport, SimulatedDutyPhone
from bot.clock import TOKYO
from bot.db import Database
from bot.errors import Refused, TemporaryFault
from bot.models.conversation import Conversation
from bot.models.outbox import OutboxRow
from bot.services.audit import Actor
from bot.services.personal_data import erase
from bot.services.retention import purge_erased, purge_old
from handlers.child_consultation.clock import CentreClock
from handlers.child_consultation.levels import Level
from handlers.child_consultation.models import CaseState, ChildCase, ChildLink, ChildMessage
from handlers.child_consultation.service.catalogue import find_catalogue
from handlers.child_consultation.service.duty import take
from handlers.child_consultation.service.opening import open_case
from handlers.child_consultation.service.writing import Draft, write_as_citizen, write_as_staff
from tests.admin.staff_house import understand_nothing
from tests.bot.reservations.hall import add_person
from tests.dialogue.counter import make_engine
from tests.handlers.child_consultation.centre import load_centre

NIGHT = datetime(2026, 12, 1, 23, tzinfo=TOKYO)
DAY = datetime(2026, 12, 2, 10, tzinfo=TOKYO)  # a Wednesday, when the centre is open
WORDS = "おとうさんに たたかれる"


@dataclass
class Centre:
    database: Database
    phone: SimulatedDutyPhone = field(default_factory=SimulatedDutyPhone)

    def __post_init__(self) -> None:
        house = make_engine(self.database, Path("there is no index"), load_centre(), understand_nothing).house
        self.city = house.city
        self.clock = CentreClock(self.database, house, Bell(), self.phone)
        with self.database.write() as session:
            person = add_person(session, 1)
            session.flush()
            self.conversation_id = person.id or 0

    def opens(self, level: Level, now: datetime, topics: tuple[str, ...] = (), words: str = WORDS) -> int:
        with self.database.write() as session:
            opened = open_case(
                session,
                conversation_id=self.conversation_id,
                level=level,
                topics=topics,
                is_child=True,
                now=now,
                city=self.city,
            )
            case = session.get_one(ChildCase, opened.case_id)
            catalogue = find_catalogue(self.city)
            assert catalogue is not None
            if words:
                write_as_citizen(session, case, Draft(words, "first"), catalogue, self.city.opening_hours, now)
            return opened.case_id

    def answers(self, case_id: int, now: datetime) -> None:
        with self.database.write() as session:
            case = session.get_one(ChildCase, case_id)
            write_as_staff(session, case, Draft("よく話してくれたね", f"answer {now}"), None, "nurse", now)

    def told(self) -> list[str]:
        with self.database.read() as session:
            return [str(row.messages) for row in session.exec(select(OutboxRow))]

    def case(self, case_id: int) -> ChildCase | None:
        with self.database.read() as session:
            case = session.get(ChildCase, case_id)
            session.expunge_all()
            return case


@pytest.fixture
def centre(database: Database) -> Iterator[Centre]:
    yield Centre(database)


def test_an_emergency_by_night_calls_until_somebody_takes_it(centre: Centre) -> None:
    case_id = centre.opens(Level.EMERGENCY, NIGHT, words="")
    centre.clock.run(NIGHT)
    centre.clock.run(NIGHT + timedelta(minutes=1))
    assert centre.phone.calls == [(f"S-{case_id:06}", Level.EMERGENCY, 1)]
    centre.clock.run(NIGHT + timedelta(minutes=5))
    assert len(centre.phone.calls) == 2
    with centre.database.write() as session:
        take(session, case_id, None, Actor("staff", "1"), NIGHT)
    with centre.database.write() as session, pytest.raises(Refused):
        take(session, case_id, None, Actor("staff", "2"), NIGHT)
    centre.clock.run(NIGHT + timedelta(minutes=30))
    assert len(centre.phone.calls) == 2


def test_nobody_answering_ends_the_calls_some_time(centre: Centre) -> None:
    centre.opens(Level.EMERGENCY, NIGHT, words="")
    for minute in range(0, 60, 5):
        centre.clock.run(NIGHT + timedelta(minutes=minute))
    assert len(centre.phone.calls) == 3  # as the city says; it stands in red at the top of the queue


def test_by_day_the_centre_has_until_it_is_due(centre: Centre) -> None:
    centre.opens(Level.EMERGENCY, DAY, words="")
    centre.clock.run(DAY)
    assert centre.phone.calls == []
    centre.clock.run(DAY + timedelta(minutes=10))
    assert len(centre.phone.calls) == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_provider_that_fails_is_called_again(centre: Centre, caplog: pytest.LogCaptureFixture) -> None:
    class Broken(SimulatedDutyPhone):
        def call(self, number: str, level: str, times: int) -> CallReport:
            super().call(number, level, times)
            raise TemporaryFault("the line is dead")

    phone = Broken()
    centre.clock = CentreClock(centre.database, centre.clock.house, Bell(), phone)
    centre.opens(Level.EMERGENCY, NIGHT)
    centre.clock.run(NIGHT)
    centre.clock.run(NIGHT + timedelta(minutes=5))
    assert len(phone.calls) == 2
    assert "the line is dead" in caplog.text
    assert WORDS not in caplog.text


def test_a_notice_tells_nothing_and_waits_for_the_morning(centre: Centre) -> None:
    case_id = centre.opens(Level.URGENT, NIGHT)
    centre.answers(case_id, NIGHT)
    centre.clock.run(NIGHT + timedelta(minutes=5))
    assert centre.told() == []  # by night nobody is woken
    centre.clock.run(DAY)
    centre.clock.run(DAY + timedelta(minutes=5))
    (told,) = centre.told()
    assert "返事があります" in told
    for word in ("相談", "こども", "子ども", "虐待", WORDS, "よく話して"):
        assert word not in told


@pytest.mark.parametrize(("topics", "is_kept"), [((), False), (("abuse",), True)])
def test_delete_my_data_takes_the_thread_unless_a_child_must_be_protected(
    centre: Centre, topics: tuple[str, ...], is_kept: bool
) -> None:
    case_id = centre.opens(Level.URGENT, DAY, topics)
    with centre.database.write() as session:
        erase(session, centre.conversation_id, 0, DAY)
    centre.clock.run(DAY + timedelta(minutes=1))
    with centre.database.read() as session:
        assert session.exec(select(ChildLink)).all() == []
        assert len(session.exec(select(ChildMessage)).all()) == is_kept
    case = centre.case(case_id)
    assert case is not None
    assert (case.conversation_ref, case.emptied_at is None) == (None, is_kept)
    centre.answers(case_id, DAY)
    centre.clock.run(DAY + timedelta(hours=1))
    assert centre.told() == []  # LINE is not written to any more


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_deleted_while_the_clock_stood_still(centre: Centre) -> None:
    case_id = centre.opens(Level.URGENT, DAY)
    with centre.database.write() as session:
        erase(session, centre.conversation_id, 0, DAY)
    with centre.database.write() as session:
        purge_erased(session, DAY + timedelta(hours=3))
        assert session.get(Conversation, centre.conversation_id) is None
    centre.clock.run(DAY + timedelta(hours=3))
    case = centre.case(case_id)
    assert case is not None
    assert case.emptied_at is not None


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_conversation_deleted_by_age_leaves_the_case(centre: Centre) -> None:
    case_id = centre.opens(Level.SOON, DAY)
    later = DAY + timedelta(days=800)
    with centre.database.write() as session:
        assert purge_old(session, later, 365) == 1
    centre.clock.run(later)
    case = centre.case(case_id)
    assert case is not None
    assert (case.emptied_at, case.unlinked_at) == (None, later)


def test_what_is_closed_goes_after_its_years_and_an_unused_page_after_days(centre: Centre) -> None:
    case_id = centre.opens(Level.SOON, DAY)
    with centre.database.write() as session:
        case = session.get_one(ChildCase, case_id)
        case.state, case.closed_at = CaseState.CLOSED, DAY
        session.add(case)
    centre.clock.run(DAY + timedelta(days=4 * 365))
    assert centre.case(case_id) is not None
    centre.clock.run(DAY + timedelta(days=5 * 365 + 1))
    assert centre.case(case_id) is None
