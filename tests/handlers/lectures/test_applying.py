"""Places are given to who comes first, or drawn; what is given back goes to who waits."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select

from bot.db import Database
from bot.errors import Refused
from bot.services.personal_data import erase
from bot.services.reservations.taking import Full, TooLate
from handlers.lectures.models import Application, Lottery
from handlers.lectures.service.applying import HOLD, AppliedAlready, Closed
from handlers.lectures.service.lottery import CONFIRM, close
from handlers.lectures.service.standing import Standing
from handlers.lectures.service.verifying import digest, draw
from tests.handlers.lectures.crowd import CLOSED, Crowd, open_lecture
from tests.handlers.lectures.files import NOW

S = Standing


def test_first_come_first_served(database: Database) -> None:
    crowd = open_lecture(database, 定員="3")
    first = crowd.begins(0, units=2)
    assert (crowd.stands(), crowd.taken()) == ([S.DRAFT], [2])
    found = crowd.sends(first)
    assert (found.standing, found.application.number) == (S.RESERVED, f"L-{first:06d}")
    with pytest.raises(Full):
        crowd.begins(1, units=2)
    crowd.applies(1)
    assert crowd.taken() == [3]


def test_who_sends_no_form_in_time_loses_the_place(database: Database) -> None:
    crowd = open_lecture(database, 定員="1")
    late = crowd.begins(0)
    crowd.passes(HOLD)
    crowd.applies(1)
    with pytest.raises(TooLate):
        crowd.sends(late)
    assert crowd.stands() == [S.LAPSED, S.RESERVED]
    with pytest.raises(Full):
        crowd.begins(0)  # and may try again: the lapsed draft is no application


def test_a_second_draft_takes_the_place_of_the_first(database: Database) -> None:
    crowd = open_lecture(database, 定員="3")
    crowd.begins(0, units=3)
    crowd.applies(0, units=2)
    assert (crowd.stands(), crowd.taken()) == ([S.CANCELLED, S.RESERVED], [2])
    with pytest.raises(AppliedAlready):
        crowd.begins(0)


def test_a_telephone_number_applies_once(database: Database) -> None:
    crowd = open_lecture(database)
    crowd.sends(crowd.begins(0), phone="090-1234-5678")
    other = crowd.begins(1)
    with pytest.raises(AppliedAlready):
        crowd.sends(other, phone="09012345678")
    assert crowd.stands() == [S.RESERVED, S.DRAFT]
    crowd.cancels(1)
    assert crowd.sends(other, phone="090-1234-5678").standing == S.RESERVED


def test_a_freed_place_goes_to_who_waits_first(database: Database) -> None:
    crowd = open_lecture(database, 定員="1")
    has_it = crowd.applies(0)
    family, single = crowd.begins(1, waits=True), crowd.begins(2, waits=True)
    assert crowd.stands() == [S.RESERVED, S.WAITING, S.WAITING]
    crowd.cancels(has_it)
    assert crowd.stands() == [S.CANCELLED, S.OFFERED, S.WAITING]
    crowd.cancels(family)
    assert crowd.stands() == [S.CANCELLED, S.CANCELLED, S.OFFERED]
    assert crowd.sends(single).standing == S.RESERVED
    assert crowd.taken() == [1]


def test_before_and_after_the_period_nobody_applies(database: Database) -> None:
    crowd = open_lecture(database, 参加申込開始日="2026-12-05")
    with pytest.raises(Closed):
        crowd.begins(0)
    crowd.now = CLOSED
    with pytest.raises(Closed):
        crowd.begins(0)


def test_deleted_data_gives_the_place_back(database: Database) -> None:
    crowd = open_lecture(database, 定員="1")
    crowd.applies(0)
    waits = crowd.begins(1, waits=True)
    with database.write() as session:
        erase(session, crowd.people[0], 0, crowd.now)
    assert crowd.stands() == [S.OFFERED]
    assert crowd.sends(waits).standing == S.RESERVED


def open_lottery(database: Database, people: int = 6, **changes: str) -> Crowd:
    return open_lecture(database, people, NOW, **{"選び方": "抽選", "定員": "3", **changes})


def test_a_lottery_is_drawn_once_after_the_close(database: Database) -> None:
    crowd = open_lottery(database)
    for who, units in enumerate((1, 2, 3, 1, 1)):
        crowd.applies(who, units)
    left = crowd.begins(5)  # sends no form
    assert crowd.taken() == [0]
    with pytest.raises(Refused):
        crowd.draws()
    crowd.now = CLOSED
    with pytest.raises(Closed):
        crowd.sends(left)
    lottery = crowd.draws()
    assert [entry["units"] for entry in lottery.entries] == [1, 2, 3, 1, 1]
    order, winners = draw(lottery.seed, "", lottery.entries, 3)
    assert digest(lottery.seed) == lottery.commitment
    numbers = {f"L-{number:06d}": place for place, number in enumerate(range(1, 6))}
    stands = crowd.stands()
    assert {number for number in order if stands[numbers[number]] == S.OFFERED} == set(winners)
    assert {number for number in order if stands[numbers[number]] == S.WAITING} == set(order) - set(winners)
    assert crowd.taken() == [sum(entry["units"] for entry in lottery.entries if entry["number"] in winners)]
    with pytest.raises(Refused):
        crowd.draws()


def test_who_does_not_confirm_makes_room_for_the_next_in_the_drawn_order(database: Database) -> None:
    crowd = open_lottery(database, 定員="2")
    applications = [crowd.applies(who) for who in range(5)]
    crowd.now = CLOSED
    lottery = crowd.draws()
    order, winners = draw(lottery.seed, "", lottery.entries, 2)
    by_number = {f"L-{one:06d}": one for one in applications}
    assert crowd.accepts(by_number[winners[0]]).standing == S.RESERVED
    crowd.passes(CONFIRM)
    standing = dict(zip(by_number, crowd.stands(), strict=True))
    assert [standing[number] for number in order] == [S.RESERVED, S.LAPSED, S.OFFERED, S.WAITING, S.WAITING]
    with pytest.raises(TooLate):
        crowd.accepts(by_number[winners[1]])
    assert crowd.accepts(by_number[order[2]]).standing == S.RESERVED
    assert crowd.taken() == [2]


def test_who_withdraws_after_the_close_is_drawn_and_gets_nothing(database: Database) -> None:
    crowd = open_lottery(database, 定員="2", 抽選の公開値="12月16日のナンバーズ4")
    applications = [crowd.applies(who) for who in range(3)]
    crowd.now = CLOSED
    with pytest.raises(Refused):
        crowd.draws()  # without its public value
    with database.write() as session:
        close(session, session.exec(select(Lottery.hall_id)).one(), crowd.now)
    crowd.cancels(applications[0])
    with database.write() as session:
        erase(session, crowd.people[1], 0, crowd.now)
    lottery = crowd.draws("1234")
    assert [entry["number"] for entry in lottery.entries] == [f"L-{one:06d}" for one in applications]
    assert crowd.stands() == [S.CANCELLED, S.OFFERED]
    assert crowd.taken() == [1]


def test_applications_go_with_a_conversation_and_are_encrypted(database: Database) -> None:
    crowd = open_lecture(database)
    crowd.sends(crowd.begins(0), phone="090-1234-5678")
    with database.read() as session:
        (one,) = session.exec(select(Application))
        assert "1234" not in one.phone_fingerprint
        assert len(one.phone_fingerprint) == 64
    crowd.passes(timedelta(days=1))
    assert crowd.stands() == [S.RESERVED]
