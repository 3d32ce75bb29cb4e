"""The city's settings over real HTTP, on both databases: what is saved holds, and nothing that is typed is lost."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from bot.clock import TOKYO
from bot.models.city_setting import CitySetting
from bot.models.staff import Role
from tests.admin.staff_house import StaffBrowser, StaffHouse

HOURS = "/admin/settings/hours"
DAYS = "/admin/settings/days"
FEES = "/admin/settings/fees"
WEEK = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), "08:30-17:15")


@pytest.fixture
def boss(house: StaffHouse) -> StaffBrowser:
    house.add("boss", Role.ADMINISTRATOR, name="長野 理恵")
    return house.sign_in("boss")


def save(browser: StaffBrowser, path: str, **fields: str) -> int:
    browser.goes_to(path)
    return browser.sends(path, **fields).status


def test_hours_that_are_saved_hold_and_the_file_can_be_gone_back_to(house: StaffHouse, boss: StaffBrowser) -> None:
    saturday = {"saturday": "９：００～１２：００、13:00-15:30"}
    assert save(boss, HOURS, **WEEK, **saturday, row_0_from="8/13", row_0_to="8/15") == 200
    assert "保存しました" in boss.page.text
    hours = house.house.city.opening_hours
    assert list(map(str, hours.weekly["saturday"])) == ["09:00-12:00", "13:00-15:30"]
    assert hours.weekly["sunday"] == []
    assert not hours.closed_on_holidays
    assert [(one.start, one.end) for one in hours.closures] == [("08-13", "08-15")]
    boss.sends(f"{HOURS}/reset")
    assert "市のファイルのとおりに戻しました" in boss.page.text
    assert house.house.city == house.house.cities.base


def test_a_single_day_is_stronger_than_weekday_holiday_and_closure(house: StaffHouse, boss: StaffBrowser) -> None:
    fields = {
        "row_0_from": "2027-01-01", "row_0_to": "2027-01-02", "row_0_kind": "open", "row_0_hours": "10:00-12:00",
        "row_1_from": "2027-03-01", "row_1_to": "", "row_1_kind": "closed", "row_1_hours": "",
    }  # fmt: skip
    assert save(boss, DAYS, **fields) == 200
    hours = house.house.city.opening_hours
    assert hours.is_open(datetime(2027, 1, 1, 11, tzinfo=TOKYO))
    assert not hours.is_open(datetime(2027, 1, 3, 11, tzinfo=TOKYO))
    assert not hours.is_open(datetime(2027, 3, 1, 11, tzinfo=TOKYO))
    assert hours.is_open(datetime(2027, 3, 2, 11, tzinfo=TOKYO))
    assert 'value="2027-03-01"' in boss.page.text


@pytest.mark.parametrize(
    ("path", "fields", "field", "sentence"),
    [
        (HOURS, {"monday": "17:15-08:30"}, "monday", "終わりが始まりより前"),
        (HOURS, {"monday": "08:30-12:00, 11:00-17:00"}, "monday", "重なって"),
        (HOURS, {"tuesday": "朝から"}, "tuesday", "読み取れません"),
        (HOURS, {"tuesday": "25:00-26:00"}, "tuesday", "読み取れません"),
        (HOURS, {"row_0_from": "02-31", "row_0_to": "03-01"}, "row_0_from", "2-31 という日はありません"),
        (HOURS, {"row_0_from": "12-29", "row_0_to": ""}, "row_0_to", "月-日で"),
        (DAYS, {"row_0_from": "2027-02-31", "row_0_kind": "closed"}, "row_0_from", "日付を"),
        (DAYS, {"row_0_from": "2027-02-02", "row_0_to": "2027-02-01"}, "row_0_to", "始まりの日より前"),
        (DAYS, {"row_0_from": "2027-02-02", "row_0_kind": "open"}, "row_0_hours", "開く時間を"),
        (
            DAYS,
            {"row_0_from": "2027-02-02", "row_0_kind": "closed", "row_0_hours": "9:00-9:30"},
            "row_0_hours",
            "休業",
        ),
        (
            DAYS,
            {"row_0_from": "2027-02-02", "row_0_to": "2027-02-09", "row_1_from": "2027-02-05"},
            "row_1_from",
            "重なって",
        ),
        ("/admin/settings/answering", {"minutes": "0"}, "minutes", "1から"),
        ("/admin/settings/answering", {"minutes": "soon"}, "minutes", "1から"),
        (FEES, {"row_0_id": "x", "row_0_yen": "-1", "row_0_name_ja": "謄本"}, "row_0_yen", "0から"),
        (FEES, {"row_0_id": "x", "row_0_yen": "300", "row_0_name_ja": ""}, "row_0_name_ja", "日本語の名前"),
        (FEES, {"row_0_id": "x", "row_0_yen": "300", "row_0_name_ja": "長" * 81}, "row_0_name_ja", "80字まで"),
        (FEES, {"row_0_id": "住民票", "row_0_yen": "300", "row_0_name_ja": "住民票"}, "row_0_id", "英小文字"),
        (
            FEES,
            {f"row_{n}_{k}": v for n in (0, 1) for k, v in (("id", "x"), ("yen", "300"), ("name_ja", "謄本"))},
            "row_1_id",
            "同じID",
        ),
    ],
)
def test_bad_input_has_a_sentence_at_its_field_and_nothing_is_lost(
    house: StaffHouse, boss: StaffBrowser, path: str, fields: dict[str, str], field: str, sentence: str
) -> None:
    assert save(boss, path, **fields) == 422
    assert sentence in boss.errors()[field]
    for name, value in fields.items():
        if not name.endswith("_kind") and value:
            assert f'name="{name}"' in boss.page.text
            assert value in boss.page.text, name
    assert house.rows(CitySetting) == []
    assert "settings.changed" not in house.actions()


def test_a_row_more_and_a_row_less_need_no_script(house: StaffHouse, boss: StaffBrowser) -> None:
    boss.goes_to(HOURS)
    boss.sends(HOURS, more="yes", **WEEK, row_0_from="12-29", row_0_to="01-03", row_1_from="08-13")
    assert boss.page.status == 200
    assert 'name="row_3_from"' in boss.page.text
    assert 'value="08-13"' in boss.page.text
    assert house.rows(CitySetting) == []
    boss.sends(HOURS, **WEEK, row_0_from="12-29", row_0_to="01-03", row_1_from="08-13", row_1_remove="yes")
    assert [one.start for one in house.house.city.opening_hours.closures] == ["12-29"]


def test_days_to_come_are_shown_before_anything_is_saved(house: StaffHouse, boss: StaffBrowser) -> None:
    tomorrow = datetime.now(TOKYO).date() + timedelta(days=1)
    boss.goes_to(DAYS)
    boss.sends(DAYS, preview="yes", row_0_from=f"{tomorrow}", row_0_kind="open", row_0_hours="03:04-05:06")
    assert "まだ保存していない" in boss.page.text
    assert f"{tomorrow:%m-%d}" in boss.page.text
    assert "<td>03:04-05:06</td><td>臨時</td>" in boss.page.text
    assert house.rows(CitySetting) == []


def test_the_front_page_says_when_it_opens_next(boss: StaffBrowser) -> None:
    save(boss, HOURS, **dict.fromkeys(("monday", "tuesday"), ""))
    assert boss.goes_to("/admin/settings").text.count("<tr>") == 15
    assert "60日以内に開く日がありません" in boss.page.text
    assert "閉庁中" in boss.page.text


def test_of_two_editors_the_second_sees_the_difference(house: StaffHouse, boss: StaffBrowser) -> None:
    house.add("aki", Role.ADMINISTRATOR, name="秋山")
    aki = house.sign_in("aki")
    for one in (boss, aki):
        one.goes_to("/admin/settings/answering")
    assert boss.sends("/admin/settings/answering", minutes="20").status == 200
    assert aki.sends("/admin/settings/answering", minutes="45").status == 409
    assert "長野 理恵さんが保存しました" in aki.page.text
    assert 'value="45"' in aki.page.text
    assert '<td class="said">20</td><td class="said">45</td>' in aki.page.text
    assert house.house.city.answer_within_minutes == 20
    assert aki.sends("/admin/settings/answering", minutes="45").status == 200
    assert house.house.city.answer_within_minutes == 45


def test_going_back_to_the_file_waits_for_who_was_first(house: StaffHouse, boss: StaffBrowser) -> None:
    save(boss, "/admin/settings/answering", minutes="20")
    other = house.sign_in("boss")
    other.goes_to("/admin/settings/answering")
    save(boss, "/admin/settings/answering", minutes="30")
    other.sends("/admin/settings/answering/reset")
    assert "戻しませんでした" in other.page.text
    assert house.house.city.answer_within_minutes == 30


def test_every_change_is_in_the_audit_log_and_in_the_history(house: StaffHouse, boss: StaffBrowser) -> None:
    save(boss, "/admin/settings/answering", minutes="20")
    save(boss, HOURS, **{**WEEK, "thursday": "08:30-19:00"})
    boss.sends(f"{HOURS}/reset")
    entries = house.entries()[-3:]
    assert [entry.action for entry in entries] == ["settings.changed", "settings.changed", "settings.reset"]
    assert [entry.object_id for entry in entries] == ["answering", "hours", "hours"]
    assert entries[0].old == {"answer_within_minutes": "15"}
    assert entries[0].new == {"answer_within_minutes": "20"}
    assert entries[1].new["thursday"] == "08:30-19:00" == entries[2].old["thursday"]
    assert {(entry.actor_id, entry.actor_name, entry.role) for entry in entries} == {
        (str(house.member("boss").id), "長野 理恵", "administrator")
    }
    page = boss.goes_to(HOURS).text
    assert "変更の記録" in page
    assert '<td class="said">08:30-17:15</td><td class="said">08:30-19:00</td>' in page


@pytest.mark.parametrize(
    "value",
    [
        "nonsense",
        {"answer_within_minutes": -5},
        {"answer_within_minutes": 5, "retention_days": 1},
        {"weekly": {}},
        [1, 2],
        {"answer_within_minutes": "<script>alert(1)</script>\nERROR forged"},
    ],
)
def test_what_can_not_be_used_leaves_the_file(
    house: StaffHouse, boss: StaffBrowser, caplog: pytest.LogCaptureFixture, value: object
) -> None:
    with house.database.write() as session:
        session.add(CitySetting(key="answering", value=value, version=4, changed_at=house.clock()))
    house.house.cities.look()
    assert house.house.city.answer_within_minutes == 15
    assert house.house.city.retention_days == 365
    said = [record.getMessage() for record in caplog.records if "city setting" in record.getMessage()]
    assert len(said) == 1
    assert "answering, version 4 is not used" in said[0]
    assert "forged" not in said[0]
    assert "使えないため" in boss.goes_to("/admin/settings").text
    assert "使えないため" in boss.goes_to("/admin/settings/answering").text
    assert save(boss, "/admin/settings/answering", minutes="7") == 200
    assert house.house.city.answer_within_minutes == 7
    assert "使えないため" not in boss.page.text


def test_a_topic_that_nobody_knows_is_not_there(boss: StaffBrowser) -> None:
    assert boss.goes_to("/admin/settings/banner").status == 404
    assert boss.goes_to("/admin/settings/staff").status == 404


def test_no_day_is_invented() -> None:
    assert date(2027, 3, 1).isoweekday() == 1  # the days above are what they are taken for
