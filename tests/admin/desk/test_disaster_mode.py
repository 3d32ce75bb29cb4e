"""In disaster mode the desk has what speaks of a disaster before what came earlier, after emergencies; later not."""

from __future__ import annotations

import pytest

from bot.clock import utc_now
from bot.models.conversation import Conversation
from bot.models.desk import OperatorRequest
from bot.services.desk.requests import mark_emergency, request_operator
from bot.services.desk.topics import mentions
from tests.admin.desk.conftest import Office
from tests.dialogue.conversation import SILENCE
from tests.disaster_switch import switch_mode

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def add_request(office: Office, *, is_emergency: bool = False) -> int:
    """Of another citizen, who speaks of no disaster."""
    now = utc_now()
    with office.house.database.write() as session:
        name = f"U{now.timestamp()}"
        other = Conversation(channel="line", address_fingerprint=name, address=name, created_at=now)
        session.add(other)
        session.flush()
        if is_emergency:
            mark_emergency(session, other.id or 0, now)
        return request_operator(session, other.id or 0, "asked", now, now).id or 0


def order(page: str, ids: list[int]) -> list[int]:
    return sorted(ids, key=lambda id: page.index(f'data-id="{id}"'))


@on_sqlite
def test_the_queue_on_and_off(office: Office) -> None:
    hanako = office.operator()
    first = add_request(office)
    office.citizen.says("停電は何時まで続きますか")
    office.citizen.sends_postback("operator.start")
    own, urgent = office.request.id or 0, add_request(office, is_emergency=True)
    ids = [first, own, urgent]
    assert order(hanako.goes_to("/admin/desk").text, ids) == [urgent, first, own]
    switch_mode(office.house.database, is_on=True)
    page = hanako.goes_to("/admin/desk").text
    assert order(page, ids) == [urgent, own, first]
    assert page.count(">災害<") == 1
    switch_mode(office.house.database, is_on=False)
    page = hanako.goes_to("/admin/desk").text
    assert order(page, ids) == [urgent, first, own]
    assert ">災害<" not in page


@on_sqlite
def test_what_is_said_while_one_waits_counts_as_well(office: Office) -> None:
    office.citizen.says("職員と話す")
    assert not office.request.is_disaster
    office.citizen.says("断水はいつまでですか", expects=SILENCE)
    assert office.request.is_disaster
    assert [row.is_disaster for row in office.citizen.rows(OperatorRequest)] == [True]


@pytest.mark.parametrize(("said", "is_one"), [("FLOOD here", True), ("住民票がほしい", False), ("", False)])
def test_words_count_in_any_case(said: str, is_one: bool) -> None:
    assert mentions([said], ["flood", "浸水"]) is is_one
