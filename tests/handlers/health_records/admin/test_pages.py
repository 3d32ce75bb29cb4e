"""The staff's pages: no record without a reason, codes to print, requests answered, locks opened."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest
from sqlmodel import select

from bot.db import Database
from bot.models.audit import AuditEntry
from handlers.health_records.models import HealthAccount, HealthCode, HealthFinding, HealthRequest
from tests.admin.staff_house import StaffBrowser
from tests.bot.documents.papers import words_of
from tests.handlers.health_records.files import HANAKO
from tests.handlers.health_records.pages import Pages

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
BASE = "/admin/health_records"
WHY = {"purpose": "request", "reason": "窓口で本人から依頼"}


def list_acts(database: Database) -> list[tuple[str, str, str, str]]:
    with database.read() as session:
        entries = session.exec(select(AuditEntry).where(AuditEntry.actor_kind == "staff"))
        return [
            (one.action, one.object_id, one.purpose, one.reason) for one in entries if one.action.startswith("health.")
        ]


def test_a_record_is_looked_up_for_a_reason_that_is_recorded(
    staff: StaffBrowser, pages: Pages, database: Database
) -> None:
    staff.goes_to(BASE)
    assert "宛名番号" in staff.page.text
    staff.sends(f"{BASE}/person", number="1000001")
    assert staff.page.status == 422
    assert "花子" not in staff.page.text
    staff.sends(f"{BASE}/person", number="9999999", **WHY)
    assert (staff.page.status, "この番号の方はいません" in staff.page.text) == (422, True)
    assert not list_acts(database)
    staff.sends(f"{BASE}/person", number="１００００01", **WHY)
    assert "山田 花子" in staff.page.text
    assert "インフルエンザ" in staff.page.text
    assert "小林" not in staff.page.text
    person = str(pages.person(HANAKO))
    assert list_acts(database) == [("health.looked_up", person, "request", "窓口で本人から依頼")]


def test_the_citizen_sees_that_staff_have_looked(staff: StaffBrowser, pages: Pages) -> None:
    citizen = pages.enter("1", HANAKO)
    staff.goes_to(BASE)
    staff.sends(f"{BASE}/person", number="1000001", **WHY)
    citizen.opens("/health/data")
    assert "健康課" in citizen.text
    assert "お申し出への対応" in citizen.text
    assert "Nurse" not in citizen.text
    assert "窓口で本人から依頼" not in citizen.text


def test_a_code_is_printed_for_whoever_showed_a_document(staff: StaffBrowser, pages: Pages, database: Database) -> None:
    person = pages.person(HANAKO)
    staff.goes_to(BASE)
    staff.sends(f"{BASE}/person", number="1000001", **WHY)
    staff.sends(f"{BASE}/person/{person}/code", reason="", way="counter")
    assert staff.page.status == 422
    staff.sends(f"{BASE}/person/{person}/code", reason="運転免許証", way="post")  # to no address
    assert staff.page.status == 422
    handed = print_code(staff, person, reason="運転免許証", way="counter")
    assert [said in handed for said in ("確認コード", "使える期限", "電話でも", "住所")] == [True] * 4
    assert "受付番号" not in handed
    posted = print_code(staff, person, reason="運転免許証", way="post", address="380-0001 見本市本町1-2")
    assert ("380-0001 見本市本町1-2" in posted, "山田 花子 様" in posted) == (True, True)
    with database.read() as session:
        assert len(session.exec(select(HealthCode)).all()) == 2
        given = session.exec(select(AuditEntry).where(AuditEntry.action == "health.code_given")).all()
    assert [one.new for one in given] == [{"way": "counter"}, {"way": "post"}]
    assert list_acts(database)[-1] == ("health.code_given", str(person), "request", "運転免許証")


def print_code(staff: StaffBrowser, person: int, **fields: str) -> str:
    """What is on the paper."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', staff.page.text)
    assert token is not None
    body = urlencode({"csrf_token": token[1], **fields}).encode()
    with staff.open("POST", f"{BASE}/person/{person}/code", body) as answer:
        return words_of(answer.read())


def test_whose_account_is_locked_is_shown_before_it_is_unlocked(
    staff: StaffBrowser, pages: Pages, database: Database
) -> None:
    pages.enter("1", HANAKO)
    with database.write() as session:
        account = session.exec(select(HealthAccount)).one()
        account.locked_at = pages.clock()
        session.add(account)
        account_id = account.id
    staff.goes_to(BASE)
    assert "山田" not in staff.page.text
    staff.sends(f"{BASE}/locked/{account_id}")
    assert "山田 花子" in staff.page.text
    assert list_acts(database)[-1][:3] == ("health.looked_up", str(pages.person(HANAKO)), "security")
    staff.sends(f"{BASE}/locked/{account_id}/unlock", unlock_reason="")
    assert staff.page.status == 422
    staff.sends(f"{BASE}/locked/{account_id}/unlock", unlock_reason="電話で本人確認")
    assert "解除しました" in staff.page.text
    assert staff.sends(f"{BASE}/locked/{account_id}").status == 404


def test_a_correction_is_read_and_answered(staff: StaffBrowser, pages: Pages, database: Database) -> None:
    citizen = pages.enter("1", HANAKO)
    citizen.sends("data/correction", wish="接種日は11月2日です")
    assert "受け付けました" in citizen.text
    staff.goes_to(f"{BASE}/requests")
    assert "接種日は" not in staff.page.text
    with database.read() as session:
        asked = session.exec(select(HealthRequest)).one()
    staff.sends(f"{BASE}/requests/{asked.id}")
    assert "接種日は11月2日です" in staff.page.text
    staff.sends(f"{BASE}/requests/{asked.id}/answer", answer="")
    assert staff.page.status == 422
    staff.sends(f"{BASE}/requests/{asked.id}/answer", answer="医療機関に確かめて直しました。")
    assert "医療機関に確かめて直しました。" in citizen.opens("/health/data").text
    assert [act[0] for act in list_acts(database)] == [
        "health.code_given",
        "health.looked_up",
        "health.looked_up",
        "health.answered",
    ]


def test_imports_and_their_findings_are_listed_without_values(staff: StaffBrowser, database: Database) -> None:
    staff.goes_to(f"{BASE}/imports")
    assert "health.csv" in staff.page.text
    assert "予防接種" in staff.page.text
    assert not re.search(r"花子|2023|H123", staff.page.text)
    with database.write() as session:
        session.add(HealthFinding(import_id=1, row_number=3, column="birth_date", what="no_day", is_refused=True))
    staff.goes_to(f"{BASE}/imports")
    assert "生年月日 (birth_date)" in staff.page.text
    assert "日付として読めません" in staff.page.text
