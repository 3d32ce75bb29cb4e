"""Drills of others: told to nobody, or to who has agreed to hear of them, marked and never as real."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from bot.db import Database
from bot.errors import SetupError
from bot.models.broadcasts import Broadcast
from bot.models.conversation import Conversation
from bot.services.account_marks import make_mark
from bot.services.segments.lists import Row, store_list
from handlers.account.models import AccountLink
from handlers.disaster.alerts.facts import find_alert_facts
from tests.handlers.disaster.night import NIGHT, NOON, House, make_city, quake, rain

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
LIST = "訓練の参加者"
SECRET = "a secret key of these tests"


def make_house(database: Database, **drills: Any) -> House:
    """`a` and `b` want to hear of disasters, and `b` is on the list."""
    house = House(database, make_city(drills=drills) if drills else make_city())
    house.join("a", "b")
    with database.write() as session:
        row = session.exec(select(Conversation).where(Conversation.address_fingerprint == "b")).one()
        mark = make_mark(SECRET, "account", "account-b")
        session.add(AccountLink(conversation_id=row.id or 0, account="x", account_fingerprint=mark, linked_at=NOON))
        store_list(session, SECRET, LIST, [Row("account-b", date(2026, 4, 1), "form")], None, NOON)
    return house


def kinds(house: House) -> list[tuple[str, bool]]:
    with house.database.read() as session:
        rows = session.exec(select(Broadcast).order_by(col(Broadcast.id))).all()
        return [(row.kind, row.is_drill) for row in rows]


@on_sqlite
def test_who_is_on_the_list_hears_of_a_drill_once(database: Database) -> None:
    house = make_house(database, audience=LIST)
    taken = house.take(rain(4, status="訓練"))
    assert taken.decision.sends and taken.decision.recipients == 1
    assert (house.recipients(), kinds(house), house.notices()) == ([["b"]], [("drill", True)], [])
    house.take(rain(4, status="訓練"))
    assert len(kinds(house)) == 1
    house.take(rain(2, NOON + timedelta(minutes=1), status="訓練"))  # of which no rule tells
    assert len(kinds(house)) == 1


@on_sqlite
def test_a_real_word_after_a_drill_is_told_to_all_as_if_there_had_been_none(database: Database) -> None:
    house = make_house(database, audience=LIST)
    house.take(rain(4, status="訓練"))
    house.take(rain(4, NOON + timedelta(minutes=1)))
    assert house.recipients() == [["b"], ["a", "b"]]
    assert kinds(house) == [("drill", True), ("alert", False)]
    house.take(quake("5-", NOON + timedelta(minutes=2), status="訓練"))
    assert kinds(house)[-1] == ("drill", True)
    assert [change for _, change, _, _ in house.notices()] == ["raised"]


@on_sqlite
@pytest.mark.parametrize(
    ("drills", "status"),
    [({}, "訓練"), ({"audience": LIST}, "試験"), ({"audience": "いない人"}, "訓練")],
)
def test_otherwise_nobody_hears_of_one(database: Database, drills: dict[str, Any], status: str) -> None:
    house = make_house(database, **drills)
    assert not house.take(rain(5, status=status)).decision.sends
    assert kinds(house) == []


@on_sqlite
def test_tests_are_told_where_the_city_wants_it(database: Database) -> None:
    house = make_house(database, audience=LIST, statuses=["test"])
    house.take(rain(5, status="試験"))
    assert (house.recipients(), house.in_force()) == ([["b"]], [])


@on_sqlite
def test_nobody_is_woken_for_a_drill(database: Database) -> None:
    house = make_house(database, audience=LIST)
    house.now = NIGHT
    taken = house.take(rain(5, NIGHT, status="訓練"))
    assert not taken.decision.sends and "nobody is woken" in taken.reason


def test_what_is_real_is_no_drill() -> None:
    with pytest.raises(SetupError, match="what is real is no drill"):
        find_alert_facts(make_city(drills={"audience": LIST, "statuses": ["actual"]}))
