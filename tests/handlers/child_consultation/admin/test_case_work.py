"""Case work over real HTTP: who may open a case and why, levels, notes, families, meetings, referrals, closing."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from bot.models.staff import Role
from handlers.child_consultation.models import (
    CaseState,
    ChildAppointment,
    ChildAssignment,
    ChildCase,
    ChildMeeting,
    ChildMessage,
    ChildReferral,
)
from tests.admin.staff_house import StaffBrowser, StaffHouse, make_grant
from tests.handlers.child_consultation.centre import BASE, CASE, HOME, WORDS, Citizen, add_staff, visit

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def case_of(house: StaffHouse, number: int = 0) -> Any:
    return house.rows(ChildCase)[number]


def entries(house: StaffHouse, action: str) -> list[Any]:
    return [one for one in house.entries() if one.action == f"child_case.{action}"]


def test_a_case_is_read_by_its_discipline_and_by_others_for_a_reason(
    house: StaffHouse, citizen: Citizen, nurse: StaffBrowser
) -> None:
    assert WORDS in nurse.page.text
    other = add_staff(house, "nursery.staff")
    queue = other.goes_to(BASE).text
    assert "S-000001" in queue
    assert WORDS not in queue
    assert case_of(house).handle not in queue
    page = other.goes_to(CASE)
    assert (WORDS in page.text, "あなたの担当ではありません" in page.text) == (False, True)
    assert other.asks("GET", f"{CASE}/photo/1").status == 403
    other.sends(f"{CASE}/answer", words="よそから")
    assert len(house.rows(ChildMessage)) == 1  # nor does a form without the right
    other.goes_to(CASE)
    assert other.sends(f"{CASE}/look", purpose="law", reason="").status == 422
    assert WORDS in other.sends(f"{CASE}/look", purpose="law", reason="要対協の照会のため").text
    looks = [one for one in entries(house, "viewed") if one.purpose == "law"]
    assert [(one.details["reason"], one.object_id, one.conversation_ref) for one in looks] == [
        ("要対協の照会のため", "S-000001", None)
    ]
    seen = citizen.goes_to(HOME).text
    assert "ほかの職員が、理由を記録して開きました" in seen
    assert "要対協" not in seen
    house.clock.ahead = timedelta(minutes=40)
    assert WORDS not in other.goes_to(CASE).text


def test_nobody_outside_the_centre_sees_a_case(house: StaffHouse, nurse: StaffBrowser) -> None:
    for login, grant in (
        ("operator", Role.OPERATOR),
        ("administrator", Role.ADMINISTRATOR),
        ("auditor", Role.AUDITOR),
        ("faq.staff", Role.SERVICE),
    ):
        house.add(login, make_grant(grant), language="ja")
        browser = house.sign_in(login)
        assert (login, browser.goes_to(CASE).status) == (login, 403)
        assert WORDS not in browser.goes_to("/admin/audit").text
    assert entries(house, "viewed")


def test_it_is_answered_on_the_page(house: StaffHouse, citizen: Citizen, nurse: StaffBrowser) -> None:
    nonce = nurse.page.text.split('name="nonce" value="')[1].partition('"')[0]
    nurse.sends(f"{CASE}/answer", words="お話、読みました。", nonce=nonce)
    nurse.sends(f"{CASE}/answer", words="お話、読みました。", nonce=nonce)
    assert [one.words for one in house.rows(ChildMessage)] == [WORDS, "お話、読みました。"]
    case = case_of(house)
    assert (case.state, case.first_answer_at is not None, case.notice_at is not None) == (
        CaseState.ANSWERED,
        True,
        True,
    )
    news = citizen.asks("GET", f"{HOME}news?after=1")
    assert (news.status, "お話、読みました。" in news.text) == (200, True)
    assert case_of(house).notice_at is None  # who reads it needs no notice
    assert citizen.asks("GET", f"{HOME}news?after=2").status == 204


def test_a_level_is_lowered_with_a_reason_alone(house: StaffHouse, nurse: StaffBrowser) -> None:
    nurse.sends(f"{CASE}/level", level="urgent", reason="")
    assert (case_of(house).level, case_of(house).level_by) == ("urgent", "staff")
    assert "できませんでした" in nurse.sends(f"{CASE}/level", level="information", reason=" ").text
    assert case_of(house).level == "urgent"
    nurse.sends(f"{CASE}/level", level="soon", reason="本人と話せた")
    assert case_of(house).level == "soon"
    first, second = entries(house, "level")
    assert (first.details["new"], second.details["reason"]) == ({"level": "urgent"}, "本人と話せた")


def test_an_alarm_that_nobody_has_taken_stands_before_all(house: StaffHouse, nurse: StaffBrowser) -> None:
    """Also of a case that was answered before it became one."""
    nonce = nurse.page.text.split('name="nonce" value="')[1].partition('"')[0]
    nurse.sends(f"{CASE}/answer", words="お話、読みました。", nonce=nonce)
    visit(house).begins("弟のことです。")
    assert _list_numbers(nurse) == ["S-000002", "S-000001"]
    nurse.sends(f"{CASE}/level", level="emergency", reason="")
    assert _list_numbers(nurse) == ["S-000001", "S-000002"]
    nurse.sends(f"{CASE}/take")
    assert _list_numbers(nurse) == ["S-000002", "S-000001"]


def _list_numbers(staff: StaffBrowser) -> list[str]:
    return re.findall(r">(S-\d{6})<", staff.goes_to(BASE).text)


def test_overdue_is_said_in_words(house: StaffHouse, nurse: StaffBrowser) -> None:
    assert "期限超過" not in nurse.goes_to(BASE).text
    house.clock.ahead = timedelta(days=20)
    late = house.sign_in("nurse").goes_to(BASE).text
    assert "期限超過" in late
    assert "期限を過ぎた相談 1件" in late


def test_notes_are_read_by_who_needs_to_know(house: StaffHouse, nurse: StaffBrowser) -> None:
    nurse.sends(f"{CASE}/assign", discipline="nursery")
    nurse.sends(f"{CASE}/note", words="保健師だけの記録", readers="nurse")
    nurse.sends(f"{CASE}/note", words="保育にも伝える記録", readers="nursery")
    other = add_staff(house, "nursery.staff").goes_to(CASE).text
    assert ("保育にも伝える記録" in other, "保健師だけの記録" in other) == (True, False)
    assert "ほかの専門だけが読める記録が1件あります" in other
    lead = add_staff(house, "lead").goes_to(CASE).text
    assert "保健師だけの記録" in lead


def test_cases_of_one_family_are_linked_both_ways_and_tell_nothing(house: StaffHouse, nurse: StaffBrowser) -> None:
    visit(house).begins("弟のことです。")
    assert "できませんでした" in nurse.sends(f"{CASE}/sibling", number="S-000099").text
    assert "できませんでした" in nurse.sends(f"{CASE}/sibling", number="S-000001").text
    page = nurse.sends(f"{CASE}/sibling", number="s-000002").text
    assert "S-000002" in page
    assert "弟のこと" not in page
    lead = add_staff(house, "lead")
    assert f'href="{CASE}"' in lead.goes_to(f"{BASE}/cases/2").text


def test_a_meeting_has_a_calendar_file_without_names(house: StaffHouse, nurse: StaffBrowser) -> None:
    day = f"{house.clock() + timedelta(days=3):%Y-%m-%d}"
    fields = {"day": day, "begins": "14:00", "minutes": "90", "place": "第2会議室", "members": "山田、学校の先生"}
    assert "できませんでした" in nurse.sends(f"{CASE}/meeting", **{**fields, "day": "2020-01-01"}).text
    nurse.sends(f"{CASE}/meeting", **fields)
    (meeting,) = house.rows(ChildMeeting)
    calendar = nurse.asks("GET", f"{CASE}/meetings/{meeting.id}.ics").text
    assert "支援会議 S-000001" in calendar
    assert "山田" not in calendar
    assert "会議室" not in calendar
    nurse.goes_to(CASE)
    nurse.sends(f"{CASE}/meetings/{meeting.id}/decide", decisions="見守りを続ける")
    assert "見守りを続ける" in nurse.page.text
    assert add_staff(house, "nursery.staff").asks("GET", f"{CASE}/meetings/{meeting.id}.ics").status == 404


def test_another_department_sees_what_is_referred_and_nothing_else(house: StaffHouse, nurse: StaffBrowser) -> None:
    until = f"{house.clock() + timedelta(days=7):%Y-%m-%d}"
    nurse.sends(f"{CASE}/refer", department="school", asked="学校での様子を教えてください。", until=until)
    teacher = add_staff(house, "teacher", department="school")
    assert teacher.goes_to(CASE).status == 403
    assert teacher.goes_to(f"{BASE}/figures").status == 403
    page = teacher.goes_to(BASE).text  # leads to what was referred
    assert ("学校での様子を教えて" in page, WORDS in page) == (True, False)
    assert "学校での様子" not in add_staff(house, "welfare.other", department="welfare").goes_to(BASE).text
    teacher.sends(f"{BASE}/referrals/1/accept")
    teacher.sends(f"{BASE}/referrals/1/return", answer="別室で過ごせています。")
    (referral,) = house.rows(ChildReferral)
    assert referral.state == "returned"
    assert "別室で過ごせています" in nurse.goes_to(CASE).text
    assert [one.department for one in entries(house, "referral")] == ["school", "school"]


def test_closed_with_a_reason_and_opened_by_the_next_message(
    house: StaffHouse, citizen: Citizen, nurse: StaffBrowser
) -> None:
    assert "できませんでした" in nurse.sends(f"{CASE}/close", reason="whatever").text
    nurse.sends(f"{CASE}/close", reason="settled")
    assert (case_of(house).state, case_of(house).closing_reason) == (CaseState.CLOSED, "settled")
    assert "いったん終わっています" in citizen.goes_to(HOME).text
    citizen.writes("また困っています")
    assert (case_of(house).state, case_of(house).closing_reason) == (CaseState.WAITING, "")


def test_a_video_meeting_gets_its_link_from_staff(house: StaffHouse, citizen: Citizen, nurse: StaffBrowser) -> None:
    citizen.goes_to(HOME)
    time = citizen.page.text.split('<option value="')[2].partition('"')[0]
    citizen.sends(f"{HOME}time", kind="video", time=time)
    nurse.goes_to(CASE)
    assert "できませんでした" in nurse.sends(f"{CASE}/meeting-link", link="javascript:alert(1)").text
    nurse.sends(f"{CASE}/meeting-link", link="https://meet.example/room")
    assert house.rows(ChildAppointment)[0].link == "https://meet.example/room"
    assert 'href="https://meet.example/room"' in citizen.goes_to(HOME).text


def test_the_night_is_told_what_to_watch(house: StaffHouse, nurse: StaffBrowser) -> None:
    nurse.sends(f"{CASE}/watch", watch="21時すぎに電話が来るかもしれない")
    other = add_staff(house, "night.nurse").goes_to(f"{BASE}/handover").text
    assert "21時すぎに電話" in other
    assert len(entries(house, "handed_over")) == 1


def test_the_last_discipline_of_an_open_case_stays(house: StaffHouse, nurse: StaffBrowser) -> None:
    assert "できませんでした" in nurse.sends(f"{CASE}/release", discipline="nurse").text
    nurse.sends(f"{CASE}/assign", discipline="welfare")
    nurse.sends(f"{CASE}/release", discipline="nurse")
    assert [one.discipline for one in house.rows(ChildAssignment)] == ["welfare"]
    assert WORDS not in nurse.goes_to(CASE).text  # it is not theirs any more
