"""The staff's pages: the map and the list say the same, looks are recorded, incidents are merged and split."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from bot.city import StaffRules, load_city
from bot.db import Database
from bot.models.staff import Role
from bot.services.staff.principal import Grant
from bot.settings import DEMO_CITY
from bot.texts import load_texts
from handlers.reports.models import DamageIncident, DamageReport, State
from handlers.reports.service.catalogue import find_catalogue
from handlers.reports.service.feeding import FedPost
from handlers.reports.service.places import open_gazetteer
from handlers.reports.service.posts import PostDesk
from handlers.reports.service.submitting import Told, submit
from tests.admin.staff_house import StaffBrowser, StaffHouse, serve_staff_house, understand_nothing
from tests.bot.reservations.hall import add_person
from tests.dialogue.counter import make_engine

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
CITY = load_city(DEMO_CITY).model_copy(update={"staff": StaffRules(second_factor="none")})
BASE = "/admin/reports"
POINT = (36.6485, 138.1942)


@pytest.fixture
def house(database: Database) -> Iterator[StaffHouse]:
    engine = make_engine(database, Path("there is no index"), CITY, understand_nothing)
    with serve_staff_house(database, load_texts(), engine=engine) as opened:
        yield opened


@pytest.fixture
def staff(house: StaffHouse) -> StaffBrowser:
    house.add("a.staff", Grant(Role.SERVICE, "roads", "reports"), language="ja")
    fill(house.database, house.clock())
    return house.sign_in("a.staff")


def fill(database: Database, now: datetime) -> None:
    """A hole that two people report, a flood that two posts tell of, and a report from Tokyo."""
    catalogue, gazetteer = find_catalogue(CITY), open_gazetteer(CITY)
    assert catalogue is not None
    places = [gazetteer.point(*POINT), gazetteer.point(POINT[0] + 0.0002, POINT[1]), gazetteer.point(35.68, 139.76)]
    with database.write() as session:
        for person, place in enumerate(places):
            citizen = add_person(session, person)
            session.flush()
            told = Told("road", f"大きな穴{person}", place, "角の家の前", "ja")
            submit(session, catalogue, gazetteer, citizen.id or 0, told, now)
    texts = ("川辺で道路が冠水", "川辺、床上まで水きてる")
    posts = [FedPost(id=str(number), source="sns", text=text, posted_at=now) for number, text in enumerate(texts)]
    PostDesk(database, catalogue, gazetteer).take(posts)


def test_the_map_and_the_list_say_the_same(staff: StaffBrowser) -> None:
    page = LexborHTMLParser(staff.goes_to(BASE).text)
    rows = [" ".join(row.text(separator=" ").split()) for row in page.css("tbody tr")]
    assert len(rows) == 2
    assert rows[0].startswith("3 重大 浸水・冠水 2 川辺 （町のあたり）") and "投稿 2件 28%" in rows[0]
    assert "道路・橋 1 中央一丁目" in rows[1] and "通報 2人 75%" in rows[1]
    town = page.css_first('[data-area="kawabe"]')
    assert town.attributes["aria-label"] == "川辺: 1件" and town.attributes["href"] == "#in-kawabe"
    assert page.css_first("#in-kawabe") is not None
    assert [pin.attributes["href"] for pin in page.css("svg.map-city .map-pin")] == [f"{BASE}/1"]


def test_filters_and_the_empty_list_say_what_to_do(staff: StaffBrowser) -> None:
    assert len(LexborHTMLParser(staff.goes_to(f"{BASE}?kind=flood").text).css("tbody tr")) == 1
    assert len(LexborHTMLParser(staff.goes_to(f"{BASE}?severity=3&department=disaster").text).css("tbody tr")) == 1
    assert "出来事はありません" in staff.goes_to(f"{BASE}?state=done").text
    assert staff.goes_to(f"{BASE}?state=nothing").status == 404


def test_the_list_for_dispatch_tells_nothing_of_citizens(staff: StaffBrowser) -> None:
    lines = staff.goes_to(f"{BASE}/incidents.csv?kind=road").text.splitlines()
    assert len(lines) == 2 and "道路・橋" in lines[1] and "openstreetmap" in lines[1]
    assert "穴" not in lines[1] and "角の家" not in lines[1]


def test_what_citizens_wrote_is_shown_for_a_reason_that_is_recorded(house: StaffHouse, staff: StaffBrowser) -> None:
    page = staff.goes_to(f"{BASE}/1").text
    assert "大きな穴" not in page and "角の家" not in page and "reports.viewed" not in house.actions()
    assert "川辺で道路が冠水" in staff.goes_to(f"{BASE}/2").text  # others have published that
    shown = staff.sends(f"{BASE}/1/look").text
    assert "大きな穴0" in shown and "大きな穴1" in shown and "角の家の前" in shown
    entries = [one for one in house.entries() if one.action == "reports.viewed"]
    assert [(one.purpose, one.object_id) for one in entries] == [("application", f"R-00000{id}") for id in (1, 2)]


def test_a_state_is_told_to_who_reported(house: StaffHouse, staff: StaffBrowser) -> None:
    staff.sends(f"{BASE}/1/state", state="mending")
    reports = house.rows(DamageReport)
    assert [one.state for one in reports] == ["mending", "mending", "received"]
    assert [one.notice_at is not None for one in reports] == [True, True, False]
    staff.sends(f"{BASE}/1/assign", department="water")
    staff.sends(f"{BASE}/1/note", note="班長が確認中")
    (incident, _) = house.rows(DamageIncident)
    assert (incident.state, incident.department, incident.note) == (State.MENDING, "water", "班長が確認中")
    assert [one for one in house.actions() if one.startswith("reports.")] == [
        "reports.state_changed",
        "reports.assigned",
        "reports.noted",
    ]
    assert staff.sends(f"{BASE}/1/state", state="gone").status == 422
    assert "班長" not in str([(one.old, one.new) for one in house.entries()])


def test_what_tells_of_something_else_is_split_and_merged_again(house: StaffHouse, staff: StaffBrowser) -> None:
    staff.sends(f"{BASE}/1/split", report="2")
    first, _, third = house.rows(DamageIncident)
    assert (first.reports, third.reports, third.confidence) == (1, 1, 0.5)
    assert house.rows(DamageReport)[1].incident_id == third.id
    staff.sends(f"{BASE}/1/split", report="1")  # nothing would stay
    assert len(house.rows(DamageIncident)) == 3
    staff.sends(f"{BASE}/3/merge", into="1")
    first, _, third = house.rows(DamageIncident)
    assert (first.reports, third.merged_into, third.reports) == (2, 1, 0)
    assert "にまとめられました" in staff.goes_to(f"{BASE}/3").text
    staff.sends(f"{BASE}/3/state", state="done")
    assert house.rows(DamageIncident)[2].state == State.RECEIVED


@pytest.mark.parametrize("into", ["1", "99", "x"])
def test_nonsense_is_not_merged(house: StaffHouse, staff: StaffBrowser, into: str) -> None:
    staff.sends(f"{BASE}/1/merge", into=into)
    assert house.rows(DamageIncident)[0].merged_into is None


def test_what_was_kept_apart_is_listed(staff: StaffBrowser) -> None:
    page = staff.goes_to(f"{BASE}/apart").text
    assert "R-000003" in page and "市の外" in page and "R-000001" not in page


def test_figures_by_day_and_kind(staff: StaffBrowser) -> None:
    page = LexborHTMLParser(staff.goes_to(f"{BASE}/figures").text)
    tables = page.css("table")
    assert page.css_first("figcaption").text() == "14日間に2件の出来事"
    assert [cell.text() for cell in tables[0].css_first("tbody tr").css("td")] == ["1", "1"]
    assert {row.css_first("th").text() for row in tables[1].css("tbody tr")} == {"道路・橋", "浸水・冠水"}
