"""A large city is settled in slices while the first are told; everybody who was there gets it once, and nobody else."""

from __future__ import annotations

import threading

import pytest
from sqlmodel import select

from bot.bell import Bell
from bot.broadcasting.slicing import Slicer
from bot.db import Database
from bot.messages import Text
from bot.models.broadcasts import Broadcast, BroadcastSettling
from bot.models.ledger import QuotaReservation
from bot.services import broadcasts
from bot.services.broadcasts import slices
from bot.services.broadcasts.slices import settle_slice
from tests.bot.broadcasts.conftest import Office
from tests.bot.broadcasts.people import NOON, issue, join, line_id, list_batches, list_recipients

PEOPLE, SLICE = range(1, 9), 3
WRONG, RIGHT = "大雨です。", "訂正です。"

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def small_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slices, "SLICE", SLICE)


def begin(office: Office) -> Broadcast:
    office.befriend(*PEOPLE)
    with office.database.write() as session:
        return issue(session)


def say_to_all(office: Office) -> list[list[str]]:
    return [office.texts_of(number) for number in PEOPLE]


def run_sender(office: Office) -> None:
    """Without settling what is left."""
    while office.sender.step():
        pass


def test_the_first_slice_leaves_before_the_others_are_settled(office: Office) -> None:
    broadcast = begin(office)
    run_sender(office)
    assert say_to_all(office) == [[WRONG]] * SLICE + [[]] * 5
    with office.database.read() as session:
        assert session.get_one(Broadcast, broadcast.id).status == "sending", "with no batch left to send"
    office.befriend(100)
    office.run()
    assert say_to_all(office) == [[WRONG]] * len(PEOPLE)
    assert office.texts_of(100) == [], "who joined after it had begun"
    with office.database.read() as session:
        ended = session.get_one(Broadcast, broadcast.id)
        assert (ended.status, ended.total) == ("sent", len(PEOPLE))
        assert session.exec(select(BroadcastSettling)).all() == []
        assert session.exec(select(QuotaReservation)).all() == []


@on_sqlite
def test_what_was_issued_first_is_settled_first_and_a_rule_holds_in_every_slice(office: Office) -> None:
    office.befriend(*PEOPLE)
    office.befriend(20, 21, language="en")
    with office.database.write() as session:
        broadcast = issue(session, rule={"language": ["en"]})
        assert broadcast.total == 0
    office.run()
    assert [office.texts_of(number) for number in (1, 20, 21)] == [[], ["Heavy rain."], ["Heavy rain."]]
    with office.database.read() as session:
        assert session.get_one(Broadcast, broadcast.id).total == 2


@on_sqlite
def test_what_is_not_urgent_is_settled_whole(database: Database) -> None:
    join(database, *PEOPLE)
    with database.write() as session:
        assert issue(session, is_urgent=False).total == len(PEOPLE)


def test_stopped_in_the_middle_nobody_more_is_settled(office: Office) -> None:
    broadcast = begin(office)
    run_sender(office)
    with office.database.write() as session:
        assert broadcasts.stop(session, broadcast.id or 0, None, office.clock())
        assert not settle_slice(session, broadcast.id or 0)
    office.run()
    assert say_to_all(office) == [[WRONG]] * SLICE + [[]] * 5


@on_sqlite
def test_corrected_in_the_middle_exactly_who_got_it_is_told(office: Office) -> None:
    broadcast = begin(office)
    run_sender(office)
    with office.database.write() as session:
        settle_slice(session, broadcast.id or 0)  # settled, and not sent
    with office.database.write() as session:
        broadcasts.correct(session, broadcast, {"ja": [Text(RIGHT)]}, "c", office.clock())
    office.run()
    assert say_to_all(office) == [[WRONG, RIGHT]] * SLICE + [[]] * 5


@on_sqlite
def test_who_is_killed_in_the_middle_of_a_slice_leaves_it_to_be_settled_anew(office: Office) -> None:
    broadcast = begin(office)
    with pytest.raises(KeyboardInterrupt), office.database.write() as session:
        assert settle_slice(session, broadcast.id or 0)
        raise KeyboardInterrupt
    office.run()
    assert say_to_all(office) == [[WRONG]] * len(PEOPLE)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_several_processes_settle_each_slice_once(database: Database) -> None:
    join(database, *range(1, 61))
    with database.write() as session:
        broadcast = issue(session)

    def work() -> None:
        slicer = Slicer(database, Bell(), pause=lambda _: None)
        while slicer.step():
            pass

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as session:
        assert list_recipients(session, broadcast) == [(line_id(number), "ja") for number in range(1, 61)]
        assert sum(batch.size for batch in list_batches(session, broadcast)) == 60
        assert session.get_one(Broadcast, broadcast.id).total == 60


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_stop_takes_what_is_just_being_settled(database: Database) -> None:
    join(database, *PEOPLE)
    with database.write() as session:
        broadcast = issue(session)

    def stop() -> None:
        with database.write() as session:
            broadcasts.stop(session, broadcast.id or 0, None, NOON)

    other = threading.Thread(target=stop)
    with database.write() as session:
        settle_slice(session, broadcast.id or 0)
        session.flush()
        other.start()
        other.join(0.5)  # it waits for us
    other.join()
    with database.read() as session:
        assert {batch.status for batch in list_batches(session, broadcast)} == {"stopped"}
