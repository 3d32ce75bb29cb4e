"""The handover as a file: what is open tonight, and one case, for who may see it on the page; recorded as there."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.models.staff import Role
from tests.admin.staff_house import StaffBrowser, StaffHouse, make_grant
from tests.bot.documents.papers import words_of
from tests.handlers.child_consultation.centre import BASE, Citizen, add_staff, visit

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
WORDS = "こどもが学校に行きたがりません。"
CASE = f"{BASE}/cases/1"
WATCH = "21時すぎに電話が来るかもしれない"


def fetch(browser: StaffBrowser, path: str) -> tuple[int, bytes]:
    """Status and body, as they are."""
    with browser.open("GET", path) as answer:
        return answer.status, answer.read()


def read_file(browser: StaffBrowser, path: str) -> str:
    """What a file says, without spaces: lines are broken wherever they are full."""
    status, body = fetch(browser, path)
    assert status == 200
    return words_of(body).replace(" ", "")


def recorded(house: StaffHouse) -> list[tuple[str, str]]:
    found = [one for one in house.entries() if one.action == "child_case.handed_over"]
    return [(one.object_id, ",".join(one.details["fields"])) for one in found]


@pytest.fixture
def nurse(house: StaffHouse, citizen: Citizen) -> StaffBrowser:
    """Of the discipline that has the first of two cases."""
    citizen.begins(WORDS)
    visit(house).begins("弟のことです。")
    staff = add_staff(house, "nurse")
    staff.goes_to(CASE)
    staff.sends(f"{CASE}/claim", discipline="nurse")
    staff.sends(f"{CASE}/watch", watch=WATCH)
    return staff


def test_a_case_is_summed_up_for_who_takes_it_over(house: StaffHouse, nurse: StaffBrowser) -> None:
    coming = house.clock() + timedelta(days=3)
    planned = {"day": f"{coming:%Y-%m-%d}", "begins": "14:00", "minutes": "90", "place": "第2会議室", "members": "山田"}
    nurse.sends(f"{CASE}/meeting", **planned)
    nurse.sends(f"{CASE}/sibling", number="S-000002")
    nurse.sends(f"{CASE}/assign", discipline="nursery")
    nurse.sends(f"{CASE}/refer", department="school", asked="学校での様子を教えてください。", until=planned["day"])
    nurse.sends(f"{CASE}/note", words="保健師だけの記録", readers="nurse")
    assert f'action="{CASE}/handover.pdf"' in nurse.goes_to(CASE).text
    assert "記録1件も載せる" in nurse.page.text
    plain = read_file(nurse, f"{CASE}/handover.pdf")
    assert ("保健師だけの記録" in plain, "「保健師」だけが読める記録1件は載せていません" in plain) == (False, True)
    own = read_file(nurse, f"{CASE}/handover.pdf?notes=all")
    told = ["S-000001", "数日内", "返事待ち", "保健師,保育", WATCH, "S-000002", f"{planned['day']}14:00"]
    assert [one for one in (*told, "学校での様子", "保健師だけの記録") if one not in own] == []
    assert [one for one in (WORDS, "第2会議室", "山田") if one in own] == []
    other = read_file(add_staff(house, "nursery.staff"), f"{CASE}/handover.pdf")
    assert ("保健師だけの記録" in other, "ほかの専門だけが読める記録が1件あります" in other) == (False, True)
    assert [what for _, what in recorded(house)] == ["summary", "summary,notes", "summary"]


def test_a_note_for_all_who_work_on_it_is_printed(house: StaffHouse, nurse: StaffBrowser) -> None:
    nurse.sends(f"{CASE}/note", words="保健師みんなの記録", readers="nurse")
    assert "記録1件も載せる" not in nurse.page.text
    assert "保健師みんなの記録" in read_file(nurse, f"{CASE}/handover.pdf")
    nurse.sends(f"{CASE}/assign", discipline="welfare")
    assert "保健師みんなの記録" not in read_file(nurse, f"{CASE}/handover.pdf")


def test_the_night_gets_the_list_as_a_file_too(house: StaffHouse, nurse: StaffBrowser) -> None:
    night = add_staff(house, "welfare.staff")
    assert f'href="{BASE}/handover.pdf"' in night.goes_to(f"{BASE}/handover").text
    listed = read_file(night, f"{BASE}/handover.pdf")
    assert [one for one in ("S-000001", "S-000002", WATCH, "まだ担当がありません") if one not in listed] == []
    assert WORDS not in listed
    assert recorded(house) == [("S-000001", "watch")] * 2  # the page and the file


def test_who_may_not_see_the_case_gets_no_file(house: StaffHouse, nurse: StaffBrowser) -> None:
    for login in ("operator", "administrator", "auditor"):
        house.add(login, make_grant(Role(login)), language="ja")
    strangers = [house.sign_in(login) for login in ("operator", "administrator", "auditor")]
    strangers.append(add_staff(house, "teacher", department="school"))
    asked = [(one, path) for one in strangers for path in (f"{CASE}/handover.pdf", f"{BASE}/handover.pdf")]
    asked.append((add_staff(house, "welfare.staff"), f"{CASE}/handover.pdf"))  # of the centre, and it is not theirs
    for browser, path in asked:
        status, body = fetch(browser, path)
        assert (status, body.startswith(b"%PDF"), WATCH in body.decode()) == (403, False, False)
    assert recorded(house) == []
