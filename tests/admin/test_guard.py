"""The one guard before all staff pages, with sections planted for it."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from flask import Blueprint, Response

from admin import SECTIONS
from admin.house import AdminHouse
from admin.section import Door, Section
from admin.visit import current_staff
from bot.models.staff import Role
from bot.services.staff import members
from bot.services.staff.principal import Grant
from tests.admin.conftest import OpenHouse
from tests.admin.staff_house import StaffHouse

DESK = Section("desk", "planted_desk", roles=(Role.OPERATOR, Role.APPROVER))
OF_FAQ = Section("faq", "planted_faq", door=Door.SERVICE)
HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
}


def make_section(name: str) -> ModuleType:
    def create_blueprint(house: AdminHouse) -> Blueprint:
        blueprint = Blueprint(name, __name__, url_prefix=f"/{name}")

        @blueprint.get("/")
        def show() -> str:
            return f"{current_staff().name} in {name}"

        @blueprint.get("/stream")
        def stream() -> Response:
            staff = current_staff()

            def events() -> Iterator[str]:
                while house.is_alive(staff):
                    yield ": alive\n\n"
                    time.sleep(0.05)

            return Response(events(), mimetype="text/event-stream")

        return blueprint

    module: Any = ModuleType(f"planted_{name}")
    module.create_blueprint = create_blueprint
    return module


@pytest.fixture(autouse=True)
def _planted(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("desk", "faq"):
        monkeypatch.setitem(sys.modules, f"planted_{name}", make_section(name))


@pytest.fixture
def house(open_house: OpenHouse, monkeypatch: pytest.MonkeyPatch, texts: Any) -> StaffHouse:
    wording = {**texts._wording, "desk.title": {"ja": "応対", "en": "Desk"}}
    monkeypatch.setattr(texts, "_wording", wording)
    own = [section for section in SECTIONS if section.door is not Door.ROLES]
    return open_house(sections=(*own, DESK, OF_FAQ))


def test_a_section_without_a_guard_can_not_be_made() -> None:
    with pytest.raises(ValueError, match="say which roles may enter"):
        Section("desk", "planted_desk")
    with pytest.raises(ValueError, match="say which roles may enter"):
        Section("desk", "planted_desk", roles=(Role.OPERATOR,), door=Door.MEMBERS)


def test_a_blueprint_under_another_name_is_refused(open_house: OpenHouse) -> None:
    with pytest.raises(ValueError, match="its blueprint is called desk"):
        open_house(sections=(Section("other", "planted_desk", roles=(Role.OPERATOR,)),))


def test_strangers_are_sent_to_sign_in_and_scripts_are_told(house: StaffHouse) -> None:
    stranger = house.browser()
    assert stranger.asks("GET", "/admin/desk/").headers["Location"] == "/admin/sign-in?next=%2Fadmin%2Fdesk%2F"
    for accept in ("application/json", "text/event-stream"):
        assert stranger.asks("GET", "/admin/desk/", Accept=accept).status == 401
    assert stranger.asks("POST", "/admin/desk/", Content_Type="application/json").status == 401
    assert stranger.asks("GET", "/admin/nothing").status == 303  # nobody learns what is not there
    assert stranger.asks("GET", "/admin").status == 303


def test_each_enters_where_their_role_lets_them(house: StaffHouse) -> None:
    house.add("op", Grant(Role.OPERATOR, "residents"))
    house.add("admin", Role.ADMINISTRATOR)
    house.add("faq", Grant(Role.SERVICE, service="faq"))
    house.add("other", Grant(Role.SERVICE, service="operator"))
    seen = {
        login: [house.sign_in(login).goes_to(path).status for path in ("/admin/desk/", "/admin/faq/", "/admin/me")]
        for login in ("op", "admin", "faq", "other")
    }
    assert seen == {
        "op": [200, 403, 200],
        "admin": [403, 403, 200],
        "faq": [403, 200, 200],
        "other": [403, 403, 200],
    }


def test_the_wrong_role_is_told_which_one_is_needed(house: StaffHouse) -> None:
    house.add("admin", Role.ADMINISTRATOR)
    page = house.sign_in("admin").goes_to("/admin/desk/")
    assert "応対担当 · 承認者" in page.text
    assert house.sign_in("admin").asks("GET", "/admin/desk/", Accept="application/json").status == 403


def test_the_navigation_has_what_one_may_enter(house: StaffHouse) -> None:
    house.add("op", Role.OPERATOR)
    house.add("none")
    assert 'href="/admin/desk/"' in house.sign_in("op").page.text
    page = house.sign_in("none").page
    assert 'href="/admin/desk/"' not in page.text
    assert "まだ使える画面がありません" in page.text


def test_every_answer_has_the_headers(house: StaffHouse) -> None:
    house.add("op", Role.OPERATOR)
    stranger, member = house.browser(), house.sign_in("op")
    answers = [
        stranger.asks(method, path)
        for method in ("GET", "POST")
        for path in ("/admin", "/admin/", "/admin/sign-in", "/admin/static/admin.css", "/admin/no/such")
    ]
    answers += [
        member.asks(method, path)
        for method in ("GET", "POST", "PUT")
        for path in ("/admin/", "/admin/desk/", "/admin/faq/", "/admin/no/such", "/admin/static/admin.css", "/admin/me")
    ]
    assert len({answer.status for answer in answers}) >= 6
    for answer in answers:
        assert {name: answer.headers[name] for name in HEADERS} == HEADERS
        policy = answer.headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy


def test_an_open_stream_ends_within_a_second_of_the_member_being_disabled(house: StaffHouse) -> None:
    staff_id = house.add("op", Role.OPERATOR)
    browser = house.sign_in("op")
    response = browser.open("GET", "/admin/desk/stream", Accept="text/event-stream")
    assert response.readline() == b": alive\n"
    with house.database.write() as session:
        members.disable_member(session, staff_id, house.acting())
    ended = threading.Event()
    threading.Thread(target=lambda: (response.read(), ended.set()), daemon=True).start()
    assert ended.wait(1)
    assert browser.asks("GET", "/admin/me").status == 303


def test_an_address_of_no_section_lets_nobody_in(house: StaffHouse) -> None:
    house.app.view_functions["stray"] = lambda: "open"
    house.app.url_map.add(house.app.url_rule_class("/admin/stray", endpoint="stray"))
    house.add("admin", *(Role.ADMINISTRATOR, Role.OPERATOR))
    assert house.browser().asks("GET", "/admin/stray").status == 303
    assert house.sign_in("admin").asks("GET", "/admin/stray").status == 403
