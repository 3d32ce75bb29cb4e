"""A proxy sees the records of whom the form names, and of nobody whose number was typed by mistake."""

from __future__ import annotations

import re

import pytest
from sqlmodel import select

from bot.db import Database
from bot.models.audit import AuditEntry
from bot.models.forms import FormEntry
from handlers.health_records.models import HealthAccess, HealthPerson
from tests.admin.staff_house import StaffBrowser
from tests.handlers.health_records.admin.asking import EMILY, OF_MAKOTO, ask_as_proxy
from tests.handlers.health_records.files import HANAKO, MAKOTO, RIKU
from tests.handlers.health_records.pages import Pages

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
BASE = "/admin/health_records/requests"
UNTIL = {"until": "2199-12-31"}


def list_proxies(database: Database) -> list[HealthAccess]:
    with database.read() as session:
        return list(session.exec(select(HealthAccess).where(HealthAccess.relation == "proxy")))


def list_entries(database: Database, action: str) -> list[AuditEntry]:
    with database.read() as session:
        return list(session.exec(select(AuditEntry).where(AuditEntry.action == action)))


def test_a_proxy_is_approved_after_whose_records_they_are_was_shown(
    staff: StaffBrowser, pages: Pages, database: Database
) -> None:
    citizen = pages.enter("1", HANAKO)
    asked = ask_as_proxy(pages, OF_MAKOTO)
    staff.goes_to(BASE)
    staff.sends(f"{BASE}/{asked}")
    assert [said in staff.page.text for said in ("山田 花子", "090-1234-5678", "c1@mail.example")] == [True] * 3
    staff.sends(f"{BASE}/{asked}/approve", number="2000001", until="")
    assert staff.page.status == 422
    staff.sends(f"{BASE}/{asked}/approve", number="2000001", until="2020-01-01")
    assert "until" in staff.errors()
    staff.sends(f"{BASE}/{asked}/approve", number="2000001", answer="承認します", **UNTIL)
    assert [said in staff.page.text for said in ("小林 誠", "1968-12-05", "男", "山田 花子")] == [True] * 4
    assert not list_proxies(database)
    assert citizen.opens(who="2").heading == "山田 花子"
    staff.sends(f"{BASE}/{asked}/approve/confirm")
    assert "回答しました" in staff.page.text
    assert citizen.opens(who="2").heading == "小林 誠"
    assert citizen.opens(who="3").heading == "山田 花子"  # not his child
    (given,) = list_proxies(database)
    staff.goes_to(BASE)
    staff.sends(f"{BASE}/{asked}/approve/confirm", number="2000001", **UNTIL)  # pressed twice
    assert "すでに回答されています" in staff.page.text
    assert len(list_entries(database, "health.access_given")) == 1
    person = pages.person(MAKOTO)
    staff.sends(f"/admin/health_records/person/{person}/end", access=str(given.id), end_reason="本人から取り消し")
    assert citizen.opens(who="2").heading == "山田 花子"
    staff.sends(f"/admin/health_records/person/{pages.person(RIKU)}/end", access=str(given.id), end_reason="x")
    assert staff.page.status == 404


@pytest.mark.parametrize("step", ["approve", "approve/confirm"])
def test_the_number_of_somebody_else_is_refused_without_saying_whose(
    staff: StaffBrowser, pages: Pages, database: Database, step: str
) -> None:
    citizen = pages.enter("1", HANAKO)
    asked = ask_as_proxy(pages, EMILY)
    staff.goes_to(BASE)
    staff.sends(f"{BASE}/{asked}/{step}", number="2000001", renamed="改姓", **UNTIL)
    assert staff.page.status == 422
    assert "一致しません" in staff.errors()["number"]
    assert not re.search("小林|コバヤシ|1968-12", staff.page.text)
    assert not list_proxies(database)
    assert citizen.opens(who="2").heading == "山田 花子"
    (noted,) = list_entries(database, "health.match_refused")
    assert (noted.object_kind, noted.object_id) == ("health_request", str(asked))
    assert "2000001" not in str(noted.new)


def test_another_name_and_one_birth_date_want_a_reason(staff: StaffBrowser, pages: Pages, database: Database) -> None:
    pages.enter("1", HANAKO)
    asked = ask_as_proxy(pages, {**OF_MAKOTO, "subject_name": "森 誠", "subject_kana": "モリ マコト"})
    staff.goes_to(BASE)
    staff.sends(f"{BASE}/{asked}/approve", number="2000001", **UNTIL)
    assert list(staff.errors()) == ["renamed"]
    assert "小林" not in staff.page.text
    staff.sends(f"{BASE}/{asked}/approve/confirm", number="2000001", **UNTIL)
    assert list(staff.errors()) == ["renamed"]
    assert not list_proxies(database)
    staff.sends(f"{BASE}/{asked}/approve", number="2000001", renamed="戸籍で改姓を確認", **UNTIL)
    assert "小林 誠" in staff.page.text
    staff.sends(f"{BASE}/{asked}/approve/confirm")
    assert len(list_proxies(database)) == 1
    (given,) = list_entries(database, "health.access_given")
    assert (given.reason, given.new["likeness"]) == ("戸籍で改姓を確認", "renamed")


@pytest.mark.parametrize("written", ["小林誠", "コバヤシ マコト", "ｺﾊﾞﾔｼ ﾏｺﾄ", "こばやし　まこと", "小林\u3000誠"])
def test_a_name_is_the_same_however_it_is_written(staff: StaffBrowser, pages: Pages, written: str) -> None:
    pages.enter("1", HANAKO)
    asked = ask_as_proxy(pages, {**OF_MAKOTO, "subject_name": written})
    staff.goes_to(BASE)
    staff.sends(f"{BASE}/{asked}/approve", number="２０００００１", **UNTIL)
    assert (staff.page.status, "1968-12-05" in staff.page.text) == (200, True)


def test_a_name_in_letters_may_begin_with_either(staff: StaffBrowser, pages: Pages, database: Database) -> None:
    pages.enter("1", HANAKO)
    with database.write() as session:
        person = session.get_one(HealthPerson, pages.person(MAKOTO))
        person.name = "Carter, Emily"
        session.add(person)
    asked = ask_as_proxy(pages, {**EMILY, "subject_birth_date": "1968-12-05"})
    staff.goes_to(BASE)
    staff.sends(f"{BASE}/{asked}/approve", number="2000001", **UNTIL)
    assert (staff.page.status, "Carter, Emily" in staff.page.text) == (200, True)


def test_nobody_is_approved_for_themselves_or_without_a_form(
    staff: StaffBrowser, pages: Pages, database: Database
) -> None:
    pages.enter("1", HANAKO)
    asked = ask_as_proxy(pages, OF_MAKOTO)
    staff.goes_to(BASE)
    staff.sends(f"{BASE}/{asked}/approve", number="1000001", **UNTIL)
    assert "本人の番号" in staff.errors()["number"]
    with database.write() as session:
        session.delete(session.exec(select(FormEntry)).one())
    staff.sends(f"{BASE}/{asked}/approve", number="2000001", **UNTIL)
    assert "申請書が残っていない" in staff.errors()["number"]
    assert not list_proxies(database)


def test_no_button_lets_anybody_in_before_it_was_shown_whose_records_they_are(
    staff: StaffBrowser, pages: Pages, database: Database
) -> None:
    pages.enter("1", HANAKO)
    asked = ask_as_proxy(pages, OF_MAKOTO)
    staff.goes_to(BASE)
    staff.sends(f"{BASE}/{asked}")
    assert f'action="{BASE}/{asked}/approve"' in staff.page.text
    assert f"{BASE}/{asked}/approve/confirm" not in staff.page.text
    staff.sends(f"{BASE}/{asked}/approve/confirm", number="2000001", **UNTIL)  # not from the page that shows it
    assert "1968-12-05" in staff.page.text
    assert not list_proxies(database)
    staff.sends(f"{BASE}/{asked}/approve/confirm")
    assert len(list_proxies(database)) == 1
