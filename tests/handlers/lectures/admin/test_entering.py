"""By hand: a lecture is entered, copied, changed as far as it may be, called off; a file is taken over on the page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from bot.city import StaffRules, load_city
from bot.db import Database
from bot.models.reservations import Timeframe
from bot.models.staff import Role
from bot.services.staff.principal import Grant
from bot.settings import DEMO_CITY
from bot.texts import load_texts
from handlers.lectures.models import Lecture, LectureAnswer, LectureDate, LectureHall
from tests.admin.staff_house import StaffBrowser, StaffHouse, serve_staff_house, understand_nothing
from tests.bot.reservations.hall import add_person
from tests.dialogue.counter import make_engine
from tests.handlers.lectures.crowd import Crowd
from tests.handlers.lectures.files import make_csv, make_row

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
BASE = "/admin/lectures"


@pytest.fixture
def house(database: Database) -> Iterator[StaffHouse]:
    city = load_city(DEMO_CITY).model_copy(update={"staff": StaffRules(second_factor="none")})
    engine = make_engine(database, Path("there is no index"), city, understand_nothing)
    with serve_staff_house(database, load_texts(), engine=engine, city_folder=DEMO_CITY) as opened:
        yield opened


@pytest.fixture
def staff(house: StaffHouse) -> StaffBrowser:
    house.add("a.staff", Grant(Role.SERVICE, "learning", "lectures"), language="ja")
    return house.sign_in("a.staff")


def write(now: datetime, **changes: str) -> dict[str, str]:
    """What one types for a course of two dates in a hall and online."""
    typed = {
        "code": "smart-1",
        "title": "はじめてのスマートフォン",
        "giving": "先着",
        "fee": "500",
        "bring": "筆記用具",
    }
    ahead = {"day_0": 20, "day_1": 27, "closes_on": 15}
    dates = {name: f"{now + timedelta(days=days):%Y-%m-%d}" for name, days in ahead.items()}
    times = {"begins_0": "10:00", "ends_0": "11:30", "begins_1": "10:00", "ends_1": "11:30"}
    halls = {"hall_0": "南公民館", "capacity_0": "12", "hall_1": "オンライン", "capacity_1": "30"}
    return {**typed, **dates, **times, **halls, **changes}


def count(house: StaffHouse, model: type) -> int:
    return len(house.rows(model))


def open_crowd(house: StaffHouse) -> Crowd:
    with house.database.write() as session:
        people = [add_person(session, number) for number in range(2)]
        session.flush()
        return Crowd(house.database, [one.id or 0 for one in people], house.clock())


def test_a_course_is_entered_as_a_file_would(house: StaffHouse, staff: StaffBrowser) -> None:
    staff.goes_to(f"{BASE}/new")
    page = staff.sends(f"{BASE}/new", **write(house.clock())).text
    assert "講座を登録しました" in page
    (lecture,) = house.rows(Lecture)
    assert (lecture.code, lecture.fee_yen, lecture.bring, lecture.form) == ("smart-1", 500, "筆記用具", "hybrid")
    assert (count(house, LectureDate), [one.capacity for one in house.rows(Timeframe)]) == (2, [12, 30])
    assert "lecture.entered" in house.actions()
    staff.goes_to(f"{BASE}/new")
    again = staff.sends(f"{BASE}/new", **write(house.clock()))
    assert (again.status, "もう使われています" in again.text) == (422, True)


def test_what_is_wrong_stands_beside_its_field(house: StaffHouse, staff: StaffBrowser) -> None:
    staff.goes_to(f"{BASE}/new")
    wrong = {"code": "あ", "fee": "たくさん", "ends_0": "09:00", "hall_0": "どこか"}
    answer = staff.sends(f"{BASE}/new", **write(house.clock(), **wrong, title="", page_url="http://a.example"))
    assert answer.status == 422
    for said in (
        "英数字と",
        "「たくさん」を円",
        "終了を開始より後",
        "「どこか」は市の施設",
        "入力してください",
        "https://で始まる",
    ):
        assert said in answer.text
    assert 'value="たくさん"' in answer.text  # stays as it was typed
    assert count(house, Lecture) == 0
    more = staff.sends(f"{BASE}/new", more="yes", day_0="", hall_0="")
    assert (more.status, "day_3" in more.text, "hall_3" in more.text) == (200, True, True)


def test_what_people_applied_for_is_locked(house: StaffHouse, staff: StaffBrowser) -> None:
    staff.goes_to(f"{BASE}/new")
    typed = write(house.clock())
    staff.sends(f"{BASE}/new", **typed)
    open_crowd(house).applies(0, units=3)
    page = staff.goes_to(f"{BASE}/1/edit").text
    assert "申し込んだ方がいるため" in page
    assert "readonly" in page
    refused = staff.sends(f"{BASE}/1/edit", **{**typed, "fee": "600", "begins_0": "09:30", "capacity_0": "2"})
    assert refused.status == 422
    assert "費用は変えられません" in refused.text
    assert "日程は変えられません" in refused.text
    few = staff.sends(f"{BASE}/1/edit", **{**typed, "capacity_0": "2"})
    assert "もう3人が申し込んでいるため、2人にはできません" in few.text
    done = staff.sends(f"{BASE}/1/edit", **{**typed, "title": "スマートフォン入門", "capacity_0": "14"})
    assert "内容を変えました" in done.text
    assert [one.title for one in house.rows(Lecture)] == ["スマートフォン入門"]
    assert house.rows(Timeframe)[0].capacity == 14
    assert "lecture.changed" in house.actions()


def test_an_earlier_one_is_copied_without_its_days(house: StaffHouse, staff: StaffBrowser) -> None:
    staff.goes_to(f"{BASE}/new")
    typed = write(house.clock())
    staff.sends(f"{BASE}/new", **typed)
    page = staff.goes_to(f"{BASE}/new?copy=1").text
    assert 'value="はじめてのスマートフォン"' in page
    assert typed["day_0"] not in page
    assert 'value="10:00"' in page
    assert 'value="smart-1"' not in page


def test_a_lecture_is_called_off_once(house: StaffHouse, staff: StaffBrowser) -> None:
    staff.goes_to(f"{BASE}/new")
    staff.sends(f"{BASE}/new", **write(house.clock(), join_url="https://meet.example/a"))
    open_crowd(house).applies(0)
    assert "1件の方に中止をお知らせ" in staff.goes_to(f"{BASE}/1/cancel").text
    assert "中止しました" in staff.sends(f"{BASE}/1/cancel", why="大雪の\nためです。").text
    (lecture,) = house.rows(Lecture)
    assert (lecture.cancelled_why, lecture.join_url) == ("大雪の ためです。", "")
    staff.goes_to(f"{BASE}/1/cancel")
    assert "中止できません" in staff.sends(f"{BASE}/1/cancel", why="").text
    assert house.actions().count("lecture.cancelled") == 1


def test_a_file_is_taken_over_or_every_row_is_named(house: StaffHouse, staff: StaffBrowser) -> None:
    now = house.clock()
    days = {"開始日": f"{now + timedelta(days=20):%Y-%m-%d}", "参加申込終了日": f"{now + timedelta(days=15):%Y-%m-%d}"}
    staff.goes_to(f"{BASE}/import")
    bad = upload(staff, make_csv([make_row(**days), make_row(NO="b", 定員="x", **{**days, "開始日": "2026-06-31"})]))
    assert (bad.count("<tr><td"), "「2026-06-31」という日はありません" in bad, count(house, Lecture)) == (2, True, 0)
    assert "読めませんでした" in upload(staff, b"a,b\n")
    assert "はじめてのスマートフォン" in upload(staff, make_csv([make_row(**days)]))
    assert count(house, Lecture) == 1
    assert "lecture.imported" in house.actions()


def test_answers_are_shown_when_there_are_enough(house: StaffHouse, staff: StaffBrowser) -> None:
    staff.goes_to(f"{BASE}/new")
    staff.sends(f"{BASE}/new", **write(house.clock()))
    chosen = {"liked": "very", "level": "right", "useful": "yes", "heard": "line", "again": "yes"}
    for number in range(5):
        page = staff.goes_to(f"{BASE}/1/answers").text
        assert (f"回答は{number}件です" in page, "=cmd" in page) == (True, False)
        with house.database.write() as session:
            lecture_id = session.exec(select(Lecture.id)).one() or 0
            session.add(LectureAnswer(lecture_id=lecture_id, chosen=chosen, comment="=cmd" if number == 3 else ""))
    page = staff.goes_to(f"{BASE}/1/answers").text
    assert "5人の回答のうち、100％" in page
    table = staff.asks("GET", f"{BASE}/1/answers.csv").text
    assert "講座はいかがでしたか,とてもよかった,5" in table
    assert "'=cmd" in table  # no formula
    assert count(house, LectureHall) == 2


def upload(staff: StaffBrowser, content: bytes) -> str:
    """Send a file as a browser does."""
    token = staff.page.text.partition('name="csrf_token" value="')[2].partition('"')[0]
    part = b'--x\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n'
    body = part % (b"csrf_token", b"", token.encode()) + part % (b"file", b'; filename="lectures.csv"', content)
    kind = "multipart/form-data; boundary=x"
    with staff.open("POST", f"{BASE}/import", body + b"--x--\r\n", Content_Type=kind) as response:
        if response.status == 303:
            return staff.goes_to(response.headers["Location"]).text
        return response.read().decode()
