"""A family checks in at the door, once however often it is sent; relatives with the word are told; all is forgotten."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlmodel import select

from bot.clock import utc_now
from bot.db import Database
from bot.errors import UserError
from bot.models.audit import AuditEntry
from bot.services.relatives import look_for
from bot.signed_ids import sign_id
from handlers.shelters.links import DOOR, TABLET
from handlers.shelters.models import ShelterParty, ShelterPerson
from handlers.shelters.service.parties import choose_latest, count_present, list_parties, list_present, purge
from handlers.shelters.service.standing import By, close_shelters, open_shelters
from tests.dialogue.counter import SECRET_KEY
from tests.handlers.shelters.city import serve
from tests.handlers.shelters.files import PARK, SCHOOL, import_rows

sqlite_alone = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
NAME, BIRTH, WORD = "見本 花子", date(1948, 5, 1), "うめぼし"
MEMBERS = [
    {"name": NAME, "birth": BIRTH.isoformat(), "needs": ["wheelchair", "medicine"]},
    {"name": "見本 太郎", "birth": "2024-01-02", "needs": ["baby"]},
    {"name": "見本 次郎", "birth": None, "needs": []},
]


class Door:
    """The page behind the QR codes of two shelters."""

    def __init__(self, database: Database) -> None:
        import_rows(database, SCHOOL, PARK)
        self.database = database
        self.client: FlaskClient = serve(database).test_client()

    def sends(self, *items: Any, shelter: int = 1, kind: str = DOOR) -> list[dict[str, str]]:
        answer = self.client.post(f"/shelters/check-in/{sign_id(SECRET_KEY, kind, shelter)}", json={"items": items})
        assert answer.status_code == 200
        return list(answer.get_json()["results"])

    def present(self, shelter: int = 1) -> list[ShelterParty]:
        with self.database.read() as session:
            found = list_present(session, shelter)
            session.expunge_all()
            return found

    def asks(self, name: str = NAME, word: str = WORD, birth: date = BIRTH, address: str = "192.0.2.1") -> Any:
        now = utc_now()
        return choose_latest(look_for(self.database, name, birth, word, address, now, (list_parties,)))


@pytest.fixture
def door(database: Database) -> Door:
    return Door(database)


def arrival(**more: Any) -> dict[str, Any]:
    at = utc_now() - timedelta(minutes=5)
    base = {"act": "in", "id": str(uuid.uuid4()), "at": at.isoformat(), "members": MEMBERS, "word": WORD}
    return {**base, **more}


def test_what_is_sent_twice_is_one_and_the_device_knows_when(door: Door) -> None:
    item = arrival(phone="090-0000-0000")
    assert door.sends(item) == door.sends(item) == [{"id": item["id"]}]
    (party,) = door.present()
    assert (party.persons, party.by_tablet, party.details["phone"]) == (3, False, "09000000000")
    assert party.arrived_at == datetime.fromisoformat(item["at"])
    totals = count_present([party], date(2026, 12, 1))
    assert (totals.families, totals.persons, totals.unknown_age) == (1, 3, 1)
    assert dict(totals.ages) == {(0, 2): 1, (3, 14): 0, (15, 64): 0, (65, 74): 0, (75, 200): 1}
    assert dict(totals.needs) == {"wheelchair": 1, "baby": 1, "medicine": 1}


@sqlite_alone
def test_leaving_and_going_on_to_another_shelter(door: Door) -> None:
    first = arrival()
    second = arrival(replaces=first["id"])
    door.sends(first)
    door.sends(second, shelter=2)
    assert (door.present(1), len(door.present(2))) == ([], 1)
    out = {"act": "out", "id": second["id"], "at": utc_now().isoformat()}
    assert door.sends(out, out, shelter=2) == [{"id": second["id"]}] * 2
    assert door.present(2) == []


@sqlite_alone
def test_a_device_that_came_late_is_believed_and_one_whose_clock_is_wrong_is_not(door: Door) -> None:
    late = utc_now() - timedelta(days=2)
    door.sends(arrival(at=late.isoformat()), arrival(at="2031-01-01T00:00:00Z"), arrival(at="2026-01-01T00:00:00"))
    times = sorted(party.arrived_at for party in door.present())
    assert times[0] == late
    assert all(utc_now() - at < timedelta(minutes=1) for at in times[1:])


@sqlite_alone
def test_what_can_not_be_read_is_not_kept_by_the_device(door: Door) -> None:
    wrong = [
        arrival(members=[]),
        arrival(members=[{"name": " ", "birth": None, "needs": []}]),
        arrival(members=[{"name": "a", "birth": None, "needs": ["luxury"]}]),
        arrival(members=MEMBERS * 10),
        arrival(phone="call me"),
        arrival(id="1"),
        {"act": "out"},
        "in",
    ]
    assert [one["problem"] for one in door.sends(*wrong)] == ["unreadable"] * len(wrong)
    assert door.present() == []
    token = sign_id(SECRET_KEY, DOOR, 1)
    assert door.client.post(f"/shelters/check-in/{token}", json={"items": [{}] * 51}).status_code == 400
    assert door.client.post(f"/shelters/check-in/{token}", json=[]).status_code == 400
    assert door.client.post(f"/shelters/check-in/{token}x", json={"items": []}).status_code == 404
    assert door.client.get(f"/shelters/check-in/{sign_id(SECRET_KEY, 'certificate', 1)}").status_code == 404


@sqlite_alone
def test_without_a_script_it_is_an_ordinary_form(door: Door) -> None:
    path = f"/shelters/check-in/{sign_id(SECRET_KEY, TABLET, 1)}"
    assert "中央小学校" in door.client.get(path).text
    form = {
        "id": str(uuid.uuid4()),
        "name_0": NAME,
        "birth_0": "1948-05-01",
        "needs_0": ["care", "pets"],
        "name_3": "子",
    }
    wrong = door.client.post(path, data={**form, "phone": "x"})
    assert (wrong.status_code, NAME in wrong.text) == (422, True)
    assert door.client.post(path, data=form).status_code == 200
    assert door.client.post(path, data=form).status_code == 200  # reloaded
    (party,) = door.present()
    assert (party.persons, party.by_tablet) == (2, True)
    assert party.details["members"][0]["needs"] == ["care", "pets"]


@sqlite_alone
def test_a_relative_who_knows_the_word_is_told_and_nobody_else(door: Door) -> None:
    door.sends(arrival(), arrival(members=[{"name": "無言 一郎", "birth": "1980-01-01", "needs": []}], word=""))
    found = door.asks("見本　花子 ")
    assert (found.shelter.name, found.left_at) == ("中央小学校", None)
    assert door.asks(word="たくあん") is None
    assert door.asks("無言 一郎", word="", birth=date(1980, 1, 1)) is None
    assert door.asks("見本 次郎") is None  # without a date of birth
    for _ in range(4):
        door.asks(word="guess")
    with pytest.raises(UserError):
        door.asks()


@sqlite_alone
def test_the_page_for_relatives(door: Door) -> None:
    door.sends(arrival())
    assert door.client.post("/shelters/family", data={"name": NAME}).status_code == 400  # no form of ours
    token = door.client.get("/shelters/family").text.partition('name="csrf_token" value="')[2].partition('"')[0]
    asked = {"name": NAME, "birth": BIRTH.isoformat(), "word": WORD, "csrf_token": token}
    page = door.client.post("/shelters/family?lang=ja", data=asked).text
    assert "中央小学校" in page
    assert "いまもここにいます" in page
    unknown = door.client.post("/shelters/family?lang=ja", data={**asked, "word": "違う"}).text
    assert "見つかりませんでした" in unknown
    assert "中央小学校" not in unknown
    assert door.client.post("/shelters/family?lang=ja", data={**asked, "birth": "?"}).status_code == 422
    with door.database.read() as session:
        (entry,) = session.exec(select(AuditEntry)).all()
        assert (entry.action, entry.object_kind) == ("shelter.relative_told", "shelter_party")


@sqlite_alone
def test_nothing_of_a_person_stands_readable_in_the_database(door: Door) -> None:
    door.sends(arrival(phone="090-1234-5678", note="糖尿病"))
    with door.database.read() as session:
        stored = [
            *session.execute(text("SELECT * FROM shelter_party")),
            *session.execute(text("SELECT * FROM shelter_person")),
        ]
    for secret in ("花子", "1948", "wheelchair", "5678", "糖尿病", WORD):
        assert secret not in str(stored)


@sqlite_alone
def test_all_is_forgotten_after_the_citys_days(door: Door) -> None:
    now = utc_now()
    stays, gone = arrival(), arrival()
    door.sends(stays)
    door.sends(gone, shelter=2)
    door.sends({"act": "out", "id": gone["id"], "at": now.isoformat()}, shelter=2)
    with door.database.write() as session:
        open_shelters(session, [1], By(), now)
    with door.database.write() as session:
        assert purge(session, 30, now + timedelta(days=29)) == 0
        assert purge(session, 30, now + timedelta(days=31)) == 1  # who is still there stays
    with door.database.write() as session:
        close_shelters(session, [1], By(), now + timedelta(days=60))
        assert purge(session, 30, now + timedelta(days=89)) == 0
        assert purge(session, 30, now + timedelta(days=91)) == 1
        assert session.exec(select(ShelterPerson)).all() == []
