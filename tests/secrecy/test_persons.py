"""Every route of both rooms × everybody who has no right to somebody's matters: nothing of them is to be seen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.routing import Rule

from bot.db import Database
from bot.models.staff import Role
from bot.services.staff.principal import Grant
from handlers.child_consultation.models import ChildCase
from tests.admin.staff_house import StaffBrowser, StaffHouse, make_grant
from tests.guards.test_blueprints import fill_in
from tests.handlers.child_consultation.centre import BASE, add_staff, serve_centre, visit
from tests.handlers.health_records.files import HANAKO, MAKOTO, SAKURA
from tests.handlers.health_records.pages import Pages
from tests.secrecy.consultations import work_on, write
from tests.secrecy.marks import Marks, find_signs

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ROOMS = ("/admin/child-consultation", "/admin/health_records", "/consultation")
HEALTH = "/health"
OF_HANAKO = (HANAKO["氏名"], HANAKO["カナ"], SAKURA["氏名"], SAKURA["カナ"], HANAKO["宛名番号"], "五種混合")
ENDING = ("/sign-out", "/forget", "/leave", "/remove-mail")  # after these one is a stranger
ROLES = [role for role in Role if role is not Role.SERVICE]


def list_routes(app: Flask, rooms: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """(method, address) of whatever is there, so that a new route is asked for, too; ids are those of the first."""
    rules: Iterator[Rule] = app.url_map.iter_rules()
    for rule in rules:
        if rule.rule.endswith(ENDING):
            continue
        if rule.rule.startswith(rooms) and "/static" not in rule.rule and "/files/" not in rule.rule:
            for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                yield method, fill_in(rule)


@pytest.fixture
def house(database: Database) -> Iterator[StaffHouse]:
    """Case 1, in which everything is marked, and the nurse who has it."""
    marks = Marks()
    with serve_centre(database) as opened:
        write(opened, marks)
        work_on(opened, add_staff(opened, "nurse"), marks, 1)
        yield opened


def read_token(browser: StaffBrowser) -> str:
    """Of a form of their own, so that no form is refused for want of one."""
    if 'name="csrf_token"' not in browser.page.text:
        browser.goes_to("/admin/me")
    found = re.search(r'name="csrf_token" value="([^"]+)"', browser.page.text)
    assert found is not None, browser.path
    return found[1]


def find_marked(browser: StaffBrowser, routes: list[tuple[str, str]]) -> list[str]:
    """Where something of the case is to be seen."""
    found, token = [], read_token(browser)
    for method, path in routes:
        hidden = {"csrf_token": token, "sure": "1", "purpose": "", "reason": ""}
        answer = browser.asks(method, path, hidden if method == "POST" else None)
        found += [f"{method} {path}: {sign}" for sign in find_signs(answer.text.encode())]
    return found


def test_nobody_but_the_centre_sees_anything_of_a_case(house: StaffHouse) -> None:
    routes = list(list_routes(house.app, ROOMS))
    assert len(routes) >= 45
    people: dict[str, StaffBrowser] = {"stranger": house.browser(), "citizen B": visit(house)}
    visit_of_b = people["citizen B"]
    assert isinstance(visit_of_b, type(visit(house)))
    visit_of_b.begins("べつの相談です。")
    for role in ROLES:
        house.add(role, make_grant(role), language="ja")
        people[role] = house.sign_in(role)
    for service in ("health_records", "faq", "cashbook"):
        house.add(f"of.{service}", Grant(Role.SERVICE, service=service), language="ja")
        people[service] = house.sign_in(f"of.{service}")
    people["asked for another case"] = add_staff(house, "welfare.other", department="welfare")
    seen = {who: found for who, browser in people.items() if (found := find_marked(browser, routes))}
    assert seen == {}
    assert len(house.rows(ChildCase)) == 2  # nor has anybody begun, closed or deleted one
    nurse = house.sign_in("nurse")
    assert len(find_marked(nurse, [("GET", f"{BASE}/cases/1"), ("GET", f"{BASE}/handover")])) >= 2


def test_nobody_but_the_citizen_and_who_must_see_anything_of_a_record(database: Database, tmp_path: Path) -> None:
    pages = Pages(database, tmp_path)
    own, other, outside = pages.enter("1", HANAKO), pages.enter("2", MAKOTO), pages.come()
    half = pages.come().signs_in("1")  # with the password alone
    routes = list(list_routes(pages.app, (HEALTH,)))
    assert len(routes) >= 15
    people = {"citizen B, who has a child, too": other, "stranger": outside, "who knows the password": half}
    for who, citizen in people.items():
        for method, path in routes:
            for number in ("1", "2", "3", "4"):
                fields = {"lang": "ja", "who": number, "person": number, "number": number}
                ask = citizen.client.get if method == "GET" else citizen.client.post
                answer = ask(path, **({"query_string": fields} if method == "GET" else {"data": fields}))
                text = answer.get_data(as_text=True)
                assert not [one for one in OF_HANAKO if one in text], (who, method, path, number)
    assert MAKOTO["氏名"] in other.opens().text  # still in
    assert HANAKO["氏名"] in own.opens().text  # who is let in sees it
    assert SAKURA["氏名"] in own.opens(who="2").text


def test_staff_of_other_services_see_no_record(house: StaffHouse, database: Database, tmp_path: Path) -> None:
    pages = Pages(database, tmp_path)
    routes = [route for route in list_routes(house.app, ROOMS) if route[1].startswith("/admin/health_records")]
    person = pages.person(HANAKO)
    people = {"the centre's nurse": house.sign_in("nurse")}
    for role in ROLES:
        house.add(role, make_grant(role), language="ja")
        people[role] = house.sign_in(role)
    for who, browser in people.items():
        token = read_token(browser)
        for method, path in routes:
            fields = {"csrf_token": token, "number": HANAKO["宛名番号"], "purpose": "request", "reason": "見たい"}
            answer = browser.asks(method, path.replace("/1", f"/{person}"), fields if method == "POST" else None)
            assert answer.status in (303, 403), (who, method, path, answer.status)
            assert HANAKO["氏名"] not in answer.text
    house.add("a.nurse", Grant(Role.SERVICE, "health", "health_records"), language="ja")
    staff = house.sign_in("a.nurse")
    staff.goes_to("/admin/health_records")
    staff.sends(
        "/admin/health_records/person", number=HANAKO["宛名番号"], purpose="request", reason="窓口で本人から依頼"
    )
    assert HANAKO["氏名"] in staff.page.text
