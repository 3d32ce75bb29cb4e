"""Keepers open and close by telephone: number, PIN, code, read back, done."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlmodel import select

from bot.clients.duty_phone import SIGNATURE
from bot.clients.keeper_phone import KEY, sign
from bot.clock import utc_now
from bot.db import Database
from bot.models.audit import AuditEntry
from handlers.shelters.models import ShelterEvent, ShelterKeeper
from handlers.shelters.service.choosing import Standing, list_open
from handlers.shelters.service.telephone import make_pin
from tests.handlers.shelters.city import serve
from tests.handlers.shelters.files import PARK, SCHOOL, import_rows

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


class Phone:
    """A provider at the counter's door."""

    def __init__(self, database: Database) -> None:
        import_rows(database, SCHOOL, PARK)
        self.database = database
        self.client: FlaskClient = serve(database).test_client()
        with database.write() as session:
            self.pin = make_pin(session, database.vault, 1, utc_now())
        self.wrong_pin = "000000" if self.pin != "000000" else "111111"
        self.turn = 0

    def sends(self, body: dict[str, object], signature: str = "") -> int:
        content = json.dumps(body).encode()
        own = sign(self.database.vault.derive_keys(KEY)[0], content)
        headers = {SIGNATURE: signature or own}
        self.answer = self.client.post("/shelters/telephone", data=content, headers=headers)
        return self.answer.status_code

    def says(self, words: str, call: str = "a", kind: str = "call", *, again: bool = False) -> str:
        self.turn += not again
        assert self.sends({"call": call, "turn": self.turn, "kind": kind, "said": words}) == 200
        return str(self.answer.get_json()["say"])

    @property
    def is_over(self) -> bool:
        return bool(self.answer.get_json()["is_over"])

    @property
    def standing(self) -> dict[int, Standing]:
        with self.database.read() as session:
            return list_open(session)


@pytest.fixture
def phone(database: Database) -> Phone:
    return Phone(database)


def test_a_call_step_by_step(phone: Phone) -> None:
    assert "番号を入れて" in phone.says("")
    assert "中央小学校ですね" in phone.says("1")
    assert "開設は1" in phone.says(phone.pin)
    assert phone.says("1") == "中央小学校、開設。よければ1、やり直すときは9を入れてください。"
    assert phone.standing == {}  # nothing before it is read back
    assert phone.says("1") == "中央小学校、開設。受け付けました。"
    assert (phone.is_over, list(phone.standing)) == (True, [1])
    with phone.database.read() as session:
        (event,) = session.exec(select(ShelterEvent)).all()
        (entry,) = session.exec(select(AuditEntry)).all()
        assert (event.change, event.by_telephone, entry.action) == ("opened", True, "shelter.opened")


def test_all_in_one_text_and_the_number_of_persons(phone: Phone) -> None:
    assert "開設。よければ1" in phone.says(f"1 {phone.pin} 1", kind="text")
    phone.says("1", kind="text")
    assert "避難者120人。よければ1" in phone.says(f"１　{phone.pin}　７　120", kind="text")
    phone.says("1", kind="text")
    assert phone.standing[1].persons == 120
    phone.says(f"1 {phone.pin} 6 1", kind="text")
    assert (phone.standing[1].crowding, phone.standing[1].persons) == ("full", 120)
    assert "すでにその状況" in phone.says(f"1 {phone.pin} 1 1", kind="text")
    phone.says(f"1 {phone.pin} 2 1", kind="text")
    assert "先に開設" in phone.says(f"1 {phone.pin} 3 1", kind="text")


def test_what_was_misheard_is_begun_again(phone: Phone) -> None:
    phone.says(f"1 {phone.pin} 2")
    assert "開設は1" in phone.says("9")
    phone.says("1 1")
    assert list(phone.standing) == [1]


def test_a_turn_that_comes_twice_is_one(phone: Phone) -> None:
    phone.says(f"1 {phone.pin} 1")
    first = phone.says("1")
    assert phone.says("1", again=True) == first
    with phone.database.read() as session:
        assert len(session.exec(select(ShelterEvent)).all()) == 1


def test_guesses_are_stopped_and_the_right_pin_waits_then_too(phone: Phone) -> None:
    for number in range(5):
        phone.says(f"1 {phone.wrong_pin}", call=f"c{number}")
    assert "15分間" in phone.says(f"1 {phone.pin} 1 1", call="c9")
    assert phone.standing == {}
    with phone.database.write() as session:
        keeper = session.get(ShelterKeeper, 1)
        assert keeper is not None
        keeper.blocked_until = utc_now() - timedelta(seconds=1)
    phone.says(f"1 {phone.pin} 1 1", call="c10")
    assert list(phone.standing) == [1]


def test_one_shelters_pin_opens_no_other_and_a_call_ends(phone: Phone) -> None:
    assert "暗証番号が違います" in phone.says(f"2 {phone.pin}")
    for _ in range(3):
        phone.says(phone.pin)
    assert "かけ直して" in phone.says("5")
    assert (phone.is_over, phone.standing) == (True, {})
    assert "番号の避難所はありません" in phone.says("99", call="b")


def test_what_is_not_signed_or_no_message_is_refused(phone: Phone) -> None:
    good = {"call": "a", "turn": 1, "kind": "call", "said": "1"}
    assert phone.sends(good, signature="0" * 64) == 401
    for wrong in ({**good, "turn": "1"}, {**good, "kind": "fax"}, {**good, "said": 1}, {**good, "call": ""}):
        assert phone.sends(wrong) == 401
    assert phone.client.post("/shelters/telephone", data=b"x" * 5000).status_code == 413
