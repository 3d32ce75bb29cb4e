"""Stopping, and a correction for exactly those who got what was wrong."""

from __future__ import annotations

import pytest
from sqlmodel import Session, select

from bot.broadcasting.sender import REQUESTS
from bot.messages import Text
from bot.models.broadcasts import Broadcast
from bot.services import broadcasts
from tests.bot.broadcasts.conftest import Office
from tests.bot.broadcasts.people import issue, list_batches

WRONG, RIGHT = "大雨です。", "訂正：先ほどの大雨の知らせは誤りです。"
PEOPLE = range(1, 121)


def correct(session: Session, broadcast: Broadcast, office: Office, key: str = "c-1") -> Broadcast:
    return broadcasts.correct(session, broadcast, {"ja": [Text(RIGHT)]}, key, office.clock())


def send_some(office: Office) -> Broadcast:
    """A broadcast of which some requests were answered, some are under way, and some have not begun."""
    office.befriend(*PEOPLE)
    with office.database.write() as session:
        broadcast = issue(session, is_urgent=False)
    office.run_until(lambda: office.multicasts() > 5)
    return broadcast


def test_what_is_stopped_leaves_no_more(office: Office, one_by_one: None) -> None:
    broadcast = send_some(office)
    with office.database.write() as session:
        assert broadcasts.stop(session, broadcast.id or 0, None, office.clock())
    reached_at_most = office.multicasts() + REQUESTS
    office.run()
    assert 5 < office.multicasts() <= reached_at_most < len(PEOPLE)
    with office.database.read() as session:
        assert session.get_one(Broadcast, broadcast.id).status == "stopped"
        statuses = [batch.status for batch in list_batches(session, broadcast)]
    assert statuses.count("sent") == office.multicasts()
    assert set(statuses) == {"sent", "stopped"}
    with office.database.write() as session:
        assert not broadcasts.stop(session, broadcast.id or 0, None, office.clock())


def test_exactly_who_got_it_is_told_that_it_was_wrong(office: Office, one_by_one: None) -> None:
    broadcast = send_some(office)
    with office.database.write() as session:
        correction = correct(session, broadcast, office)
    office.befriend(200)
    office.run()
    assert office.texts_of(200) == []
    said = [office.texts_of(number) for number in PEOPLE]
    assert all(texts in ([], [WRONG, RIGHT]) for texts in said)
    assert 5 < said.count([WRONG, RIGHT]) < len(PEOPLE)
    with office.database.read() as session:
        assert session.get_one(Broadcast, correction.id).status == "sent"
        assert session.get_one(Broadcast, correction.id).total == said.count([WRONG, RIGHT])


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_who_may_have_got_it_is_told_too(office: Office) -> None:
    office.befriend(1)
    with office.database.write() as session:
        broadcast = issue(session)
    office.line.faults.add("multicast", "accepted-error")
    office.run()
    with office.database.write() as session:
        correct(session, broadcast, office)
    office.run()
    assert office.texts_of(1) == [WRONG, RIGHT]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_correction_goes_once_and_may_be_corrected_itself(office: Office) -> None:
    office.befriend(1)
    with office.database.write() as session:
        broadcast = issue(session)
    office.run()
    for _ in range(2):
        with office.database.write() as session:
            correction = correct(session, broadcast, office)
        office.run()
    with office.database.write() as session:
        correct(session, correction, office, key="c-2")
    office.run()
    assert office.texts_of(1) == [WRONG, RIGHT, RIGHT]
    with office.database.read() as session:
        assert len(session.exec(select(Broadcast)).all()) == 3
