"""A long illness makes a vaccine's time longer once another member, a doctor or nurse, has confirmed it."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.clock import TOKYO, utc_now
from bot.demo_data.health_rules import seed_health_rules
from handlers.health_records.service.pausing import read_pauses
from handlers.health_records.service.planning import make_plan
from handlers.health_records.service.reading import find_person
from tests.admin.staff_house import StaffBrowser, StaffHouse
from tests.handlers.health_records.admin.test_rules import enter, house  # noqa: F401
from tests.handlers.health_records.files import bring_in, shot

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
BASE = "/admin/health_records"
TODAY = utc_now().astimezone(TOKYO).date()
BORN = TODAY - timedelta(days=500)  # the time of BCG ended at a year
CHILD = {"宛名番号": "1000009", "氏名": "山田 空", "カナ": "ヤマダ ソラ", "生年月日": BORN.isoformat(), "性別": "女"}
SPAN = (BORN + timedelta(days=200), TODAY - timedelta(days=30))
ILL = {"長期療養開始日": SPAN[0].isoformat(), "長期療養終了日": SPAN[1].isoformat(), "長期療養区分": "白血病"}
WHY = {"number": "1000009", "purpose": "quality", "reason": "主治医からの連絡"}


def bring(house: StaffHouse, folder: Path, **more: str) -> list[str]:  # noqa: F811
    row = shot(CHILD, 接種日=(BORN + timedelta(70)).isoformat(), **more)
    return [one.what for one in bring_in(house.database, folder / "child.csv", [row]).findings]


def find_end(house: StaffHouse) -> date | None:  # noqa: F811
    """The last day for BCG; none when it is over."""
    with house.database.read() as session:
        person = find_person(session, house.database.vault, "1000009")
        assert person is not None
        item = make_plan(session, person.id or 0, TODAY)[0].find("bcg")
        return item.next.ends if item and item.next and item.status != "closed" else None


def look(staff: StaffBrowser) -> str:
    staff.goes_to(BASE)
    return staff.sends(f"{BASE}/person", **WHY).text


def decide(staff: StaffBrowser, how: str, why: str = "意見書を確認") -> str:
    (id,) = set(re.findall(r"/pauses/(\d+)/", look(staff)))
    return staff.sends(f"{BASE}/pauses/{id}/{how}", pause_why=why).text


def test_a_file_says_so_and_a_nurse_confirms_it(house: StaffHouse, tmp_path: Path) -> None:  # noqa: F811
    seed_health_rules(house.database, utc_now())
    assert "pause_waits" in bring(house, tmp_path, **ILL)
    assert "pause_waits" not in bring(house, tmp_path, **ILL)
    assert "no_pause" in bring(house, tmp_path, **{**ILL, "長期療養終了日": "2020-01-01"})
    assert find_end(house) is None
    staff, nurse = enter(house, "a.staff"), enter(house, "a.nurse")
    assert "1000009" not in staff.goes_to(BASE).text
    assert "/confirm" not in look(staff)
    assert staff.asks("POST", f"{BASE}/pauses/1/confirm", {"pause_why": "x"}).status in (400, 403)
    assert "1000009" in nurse.goes_to(BASE).text
    assert "決められませんでした" in decide(nurse, "confirm", why="")
    assert "決めました" in decide(nurse, "confirm")
    end = find_end(house)
    assert end is not None and end >= SPAN[1] + timedelta(days=730)
    assert house.actions().count("health.pause_confirmed") == 1
    assert "1000009" not in nurse.goes_to(BASE).text
    decide(nurse, "end")
    assert find_end(house) is None
    assert "pause_waits" not in bring(house, tmp_path, **ILL)  # the same file does not ask again


def test_who_enters_it_does_not_confirm_it(house: StaffHouse, tmp_path: Path) -> None:  # noqa: F811
    bring(house, tmp_path)
    nurse = enter(house, "a.nurse")
    page = look(nurse)
    form = re.search(rf"{BASE}/person/\d+/pause", page)
    assert form is not None
    given = {"pause_from": SPAN[0].isoformat(), "pause_until": SPAN[1].isoformat(), "pause_kind": "blood"}
    assert "入れられませんでした" in nurse.sends(form[0], **given).text  # without what it rests on
    late = {**given, "pause_until": (TODAY + timedelta(days=1)).isoformat(), "pause_reason": "意見書"}
    assert "入れられませんでした" in nurse.sends(form[0], **late).text
    assert "入れました" in nurse.sends(form[0], **given, pause_reason="意見書").text
    assert "ほかの人が確認します" in look(nurse)
    assert "決められませんでした" in nurse.sends(f"{BASE}/pauses/1/confirm", pause_why="x").text
    with house.database.read() as session:
        assert read_pauses(session, [1]) == {}
    assert house.actions().count("health.pause_entered") == 1
