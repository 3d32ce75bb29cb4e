"""Who did not come is listed for a reason that they can see; rates say nothing of fewer than five."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import pytest
from sqlmodel import select

from bot.clock import TOKYO, utc_now
from bot.db import Database
from bot.demo_data.health_rules import seed_health_rules
from bot.targets import Target
from bot.texts import load_texts
from handlers.health_records.models import HealthEvent
from handlers.health_records.service.attendance import count_years
from handlers.health_records.service.own_data import list_looks
from tests.admin.staff_house import StaffBrowser, StaffHouse, serve_staff_house, understand_nothing
from tests.dialogue.counter import make_engine
from tests.handlers.health_records.admin.test_rules import enter, make_city
from tests.handlers.health_records.files import bring_in

sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
BASE = "/admin/health_records"
TODAY = utc_now().astimezone(TOKYO).date()
YEAR = TODAY.year if TODAY.month >= 4 else TODAY.year - 1
WHY = {"purpose": "recall", "reason": "受診の案内"}
GOAL = Target(
    name={"ja": "大腸がん検診の受診率"},
    service="health_records",
    counts="screened",
    base=None,
    topics=("screening_colon",),
    goals={YEAR: 44},
)


def person(number: int, born: date, district: str = "北", **more: str) -> dict[str, str]:
    """A row of a screening."""
    own = {"宛名番号": f"30000{number:02}", "氏名": f"検診 {number}", "カナ": f"ケンシン {number}", "性別": "男"}
    row = {**own, "生年月日": born.isoformat(), "学区": district, "検診種別": "大腸がん検診"}
    return {**row, "受診日": date(YEAR - 3, 6, 1).isoformat(), "結果": "異常なし", **more}


@pytest.fixture
def house(database: Database, tmp_path: Path) -> Iterator[StaffHouse]:
    """Eight of fifty years, of whom five came this year, and one of twenty years."""
    born, came = date(TODAY.year - 51, 5, 1), date(YEAR, 4, 1).isoformat()
    rows = [person(number, born, 受診日=came) for number in range(5)]
    rows += [person(0, born, 検診種別="肺がん検診", 受診日=came), person(1, born, 検診種別="肺がん検診", 受診日=came)]
    rows += [person(5, born), person(6, born), person(7, born, "南"), person(8, date(TODAY.year - 20, 1, 1))]
    bring_in(database, tmp_path / "screening.csv", rows)
    seed_health_rules(database, utc_now())
    city = make_city().model_copy(update={"targets": [GOAL]})
    engine = make_engine(database, Path("there is no index"), city, understand_nothing)
    with serve_staff_house(database, load_texts(), engine=engine) as opened:
        yield opened


def ask(staff: StaffBrowser, **fields: str) -> str:
    staff.goes_to(f"{BASE}/non-attenders")
    return staff.sends(f"{BASE}/non-attenders", **{"rule": "screening_colon", **WHY, **fields}).text


@sqlite
def test_who_did_not_come_is_listed_and_can_see_that_they_were(house: StaffHouse) -> None:
    staff = enter(house, "a.staff")
    page = ask(staff)
    assert "大腸がん検診：3人" in page
    assert [f"検診 {number}<" in page for number in range(9)] == [False] * 5 + [True] * 3 + [False]
    assert house.actions().count("health_absent.listed") == 3
    entry = house.entries()[-1]
    assert (entry.object_kind, entry.purpose, entry.reason) == ("health_person", "recall", "受診の案内")
    with house.database.read() as session:
        assert [look.purpose for look in list_looks(session, int(entry.object_id))] == ["recall"]
    assert "大腸がん検診：1人" in ask(staff, district="南")
    assert "当てはまる方はいません" in ask(staff, from_age="60")
    assert "大腸がん検診：0人" in ask(staff, until_age="20")


@sqlite
def test_nobody_is_listed_without_a_reason(house: StaffHouse) -> None:
    staff = enter(house, "a.staff")
    page = ask(staff, reason="")
    assert "検診 5" not in page
    assert staff.errors().keys() == {"reason"}
    page = ask(staff, rule="")
    assert staff.errors().keys() == {"rule"}
    assert "health_absent.listed" not in house.actions()


@sqlite
def test_the_list_as_a_file(house: StaffHouse) -> None:
    staff = enter(house, "a.staff")
    rows = list(csv.reader(StringIO(ask(staff, **{"as": "csv"}).lstrip("\ufeff"))))
    assert rows[0][:3] == ["宛名番号", "氏名", "カナ"]
    assert sorted(row[0] for row in rows[1:]) == ["3000005", "3000006", "3000007"]
    assert house.actions().count("health_absent.exported") == 3


@sqlite
def test_rates_beside_the_plan_hide_what_points_at_somebody(house: StaffHouse) -> None:
    page = enter(house, "a.staff").goes_to(f"{BASE}/rates").text
    assert "大腸がん検診の受診率" in page
    cells = page.partition("計画の目標")[2]
    assert "62%" in cells  # five of eight
    assert "44%" in cells
    assert "検診 1" not in page
    assert page.count("<td>5未満</td>") == 2  # of two at the lungs, in the year and in April
    assert "25%" not in page


@sqlite
def test_what_is_too_little_to_be_drawn_is_not_called_nothing(house: StaffHouse) -> None:
    with house.database.write() as session:
        for event in session.exec(select(HealthEvent)).all():
            if event.code == "screening_colon":
                session.delete(event)
    page = enter(house, "a.staff").goes_to(f"{BASE}/rates").text
    assert "どの月も5人未満のため" in page
    assert "記録されていません" not in page


@sqlite
def test_the_rates_as_a_file(house: StaffHouse) -> None:
    staff = enter(house, "a.staff")
    rows = list(csv.reader(StringIO(staff.goes_to(f"{BASE}/rates.csv").text.lstrip("\ufeff"))))
    assert ["大腸がん検診", str(YEAR), "8", "5", "62"] in rows
    assert ["大腸がん検診", f"{YEAR}-04", "", "5", ""] in rows
    assert ["肺がん検診", str(YEAR), "8", "<5", ""] in rows
    assert ["乳がん検診", str(YEAR), "0", "", ""] in rows


@pytest.mark.parametrize(
    ("born", "years"),
    [(TODAY.replace(year=TODAY.year - 40, day=1), 40), (TODAY - timedelta(days=1), 0)],
)
def test_years_of_age(born: date, years: int) -> None:
    assert count_years(born, TODAY) == years
    assert count_years(date(1986, 11, 30), date(2026, 11, 29)) == 40
    assert count_years(date(1986, 12, 1), date(2026, 11, 29)) == 39
