"""Signing in and out over real HTTP: sessions, their end, and guesses."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.models.staff import Role, StaffSession
from bot.services.staff import members
from bot.services.staff.principal import Grant
from bot.services.staff.sessions import IDLE, LONGEST, hash_key
from tests.admin.conftest import OpenHouse
from tests.admin.staff_house import COOKIE, PASSWORD, StaffBrowser, StaffHouse

NEW_PASSWORD = "quite another phrase 8 and long"


def test_who_signs_in_gets_where_they_wanted(house: StaffHouse) -> None:
    house.add("Tanaka@city.example", Role.OPERATOR, name="田中 花子")
    browser = house.browser()
    assert browser.goes_to("/admin/me?x=1").status == 200
    assert browser.path == "/admin/sign-in?next=%2Fadmin%2Fme%3Fx%3D1"
    browser.sends("/admin/sign-in", login=" ＴＡＮＡＫＡ@city.example", password=PASSWORD)
    assert browser.path == "/admin/me?x=1"
    assert "田中 花子" in browser.page.text
    assert house.actions() == ["staff.created", "staff.signed_in"]


@pytest.mark.parametrize(
    "bad", ["https://evil.example/admin/", "//evil.example", "/\\evil.example", "/admin\\@evil", ""]
)
def test_nobody_is_sent_elsewhere(house: StaffHouse, bad: str) -> None:
    house.add("tanaka")
    browser = house.browser()
    browser.signs_in("tanaka", next=bad)
    assert browser.path == "/admin/"


def test_the_cookie_is_ours_alone_and_its_id_is_not_in_the_database(open_house: OpenHouse) -> None:
    house = open_house()
    house.add("tanaka")
    browser = house.browser()
    browser.goes_to("/admin/sign-in")
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', browser.page.text))
    answer = browser.asks("POST", "/admin/sign-in", {**hidden, "login": "tanaka", "password": PASSWORD})
    cookie = next(line for line in answer.headers.get_all("Set-Cookie") or [] if line.startswith(COOKIE))
    assert {"HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    with house.database.read() as session:
        stored = str([tuple(row) for row in session.execute(text("SELECT * FROM staff_session"))])
    assert hash_key(browser.key) in stored
    assert browser.key not in stored


def test_over_https_the_cookie_has_the_prefix(open_house: OpenHouse) -> None:
    house = open_house(public_url="https://chat.city.example")
    house.add("tanaka")
    browser = house.browser()
    browser.signs_in("tanaka")
    assert f"__Host-{COOKIE}" in browser.cookies


def test_an_id_from_before_is_not_the_one_after(house: StaffHouse) -> None:
    house.add("tanaka")
    browser = house.browser()
    browser.cookies[COOKIE] = "planted-by-somebody-else"
    browser.signs_in("tanaka")
    first = browser.key
    assert first not in ("", "planted-by-somebody-else")
    browser.goes_to("/admin/me")
    browser.sends("/admin/sign-in", login="tanaka", password=PASSWORD)
    assert browser.key != first
    assert not is_signed_in(house, first)


def sign_out(house: StaffHouse, browser: StaffBrowser) -> None:
    browser.goes_to("/admin/")
    browser.sends("/admin/sign-out")


def change_roles(house: StaffHouse, browser: StaffBrowser) -> None:
    with house.database.write() as session:
        members.change_grants(session, house.member("tanaka").id or 0, house.acting(), add=[Grant(Role.EDITOR)])


def disable(house: StaffHouse, browser: StaffBrowser) -> None:
    with house.database.write() as session:
        members.disable_member(session, house.member("tanaka").id or 0, house.acting())


def reset(house: StaffHouse, browser: StaffBrowser) -> None:
    with house.database.write() as session:
        members.reset_member(session, house.member("tanaka").id or 0, "", house.acting())


def change_password(house: StaffHouse, browser: StaffBrowser) -> None:
    browser.goes_to("/admin/me/password")
    browser.sends("/admin/me/password", current=PASSWORD, wanted=NEW_PASSWORD, again=NEW_PASSWORD)


def be_idle(house: StaffHouse, browser: StaffBrowser) -> None:
    house.clock.ahead += IDLE


def stay_long(house: StaffHouse, browser: StaffBrowser) -> None:
    for _ in range(int(LONGEST / timedelta(minutes=20))):
        assert browser.goes_to("/admin/").status == 200
        house.clock.ahead += timedelta(minutes=20)


@pytest.mark.parametrize("end", [sign_out, change_roles, disable, reset, change_password, be_idle, stay_long])
def test_a_copied_cookie_is_worth_nothing_after(
    house: StaffHouse, end: Callable[[StaffHouse, StaffBrowser], None]
) -> None:
    house.add("tanaka", Role.OPERATOR)
    house.add("boss", Role.ADMINISTRATOR)
    browser = house.sign_in("tanaka")
    copied = browser.key
    assert is_signed_in(house, copied)
    end(house, browser)
    assert not is_signed_in(house, copied)


def is_signed_in(house: StaffHouse, key: str) -> bool:
    browser = house.browser()
    browser.cookies[COOKIE] = key
    return browser.asks("GET", "/admin/me").status == 200


def test_a_session_that_is_used_lives_on_and_writes_once_a_minute(house: StaffHouse) -> None:
    house.add("tanaka")
    browser = house.sign_in("tanaka")
    first = house.rows(StaffSession)[0].seen_at
    browser.goes_to("/admin/")
    assert house.rows(StaffSession)[0].seen_at == first
    house.clock.ahead = timedelta(minutes=25)
    browser.goes_to("/admin/")
    assert house.rows(StaffSession)[0].seen_at > first
    house.clock.ahead = timedelta(minutes=50)
    assert browser.asks("GET", "/admin/").status == 200


def test_one_session_ends_another_of_the_same_member_and_no_others(house: StaffHouse) -> None:
    house.add("tanaka")
    house.add("suzuki")
    here, there, foreign = house.sign_in("tanaka"), house.sign_in("tanaka"), house.sign_in("suzuki")
    ids = {row.key_hash: row.id for row in house.rows(StaffSession)}
    here.goes_to("/admin/me")
    assert f"/sessions/{ids[hash_key(foreign.key)]}/end" not in here.page.text
    here.sends(f"/admin/me/sessions/{ids[hash_key(foreign.key)]}/end")
    here.sends(f"/admin/me/sessions/{ids[hash_key(there.key)]}/end")
    assert is_signed_in(house, foreign.key)
    assert not is_signed_in(house, there.key)
    assert is_signed_in(house, here.key)


def test_the_answer_does_not_say_whether_a_login_exists(house: StaffHouse) -> None:
    house.add("tanaka")
    house.add("gone", is_active=False)
    said = set()
    for login, password in (("tanaka", "wrong"), ("nobody", "wrong"), ("gone", PASSWORD)):
        browser = house.browser()
        answer = browser.signs_in(login, password)
        said.add((answer.status, browser.errors()["login"], answer.text.replace(login, "").count("")))
    assert len({(status, words) for status, words, _ in said}) == 1


def test_what_is_missing_is_said_beside_the_field(house: StaffHouse) -> None:
    browser = house.browser()
    answer = browser.signs_in("", "")
    assert (answer.status, sorted(browser.errors())) == (422, ["login", "password"])
    assert len(re.findall(" autofocus", answer.text)) == 1


@pytest.mark.parametrize("login", ["tanaka", "nobody"])
def test_guesses_are_slowed_down(house: StaffHouse, login: str) -> None:
    house.add("tanaka")
    house.add("suzuki")
    browser = house.browser()
    for _ in range(5):
        assert browser.signs_in(login, "wrong").status == 422
    answer = browser.signs_in(login, PASSWORD)
    assert answer.status == 429
    assert "1分" in browser.errors()["login"]
    assert house.sign_in("suzuki").key  # others may
    house.clock.ahead = timedelta(seconds=16)
    assert browser.signs_in(login, "wrong").status == 422
    assert browser.signs_in(login, PASSWORD).status == 429  # twice as long from now on
    house.clock.ahead += timedelta(seconds=31)
    browser.signs_in(login, PASSWORD)
    assert bool(browser.key) is (login == "tanaka")


def test_guesses_at_many_logins_from_one_address_are_slowed_down(
    house: StaffHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.services.staff.slow_down.FREE_PER_ADDRESS", 4)
    house.add("tanaka")
    for number in range(3):
        house.browser().signs_in(f"nobody{number}", "wrong")
    for _ in range(3):
        assert house.sign_in("tanaka").key  # what is right is not counted
    house.browser().signs_in("nobody3", "wrong")
    assert house.browser().signs_in("nobody4", "wrong").status == 429


def test_a_form_of_another_session_is_refused(house: StaffHouse) -> None:
    house.add("tanaka")
    browser = house.browser()
    browser.goes_to("/admin/sign-in")
    before = browser.page
    browser.signs_in("tanaka")
    browser.page = before
    assert browser.sends("/admin/me/language", language="en").status == 400
    assert house.member("tanaka").language == "ja"
    browser.goes_to("/admin/me")
    assert browser.sends("/admin/me/language", language="en").status == 200
    assert house.member("tanaka").language == "en"


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        ("Short1!", "10文字以上"),
        ("alllowercase", "16文字以上"),
        ("Password1!", "推測されやすい"),
        ("1234567890123456", "推測されやすい"),
        ("my login is tanaka today", "含まない"),
        (PASSWORD, "今と同じ"),
    ],
)
def test_weak_passwords_are_refused(house: StaffHouse, wanted: str, says: str) -> None:
    house.add("tanaka")
    browser = house.sign_in("tanaka")
    browser.goes_to("/admin/me/password")
    assert browser.sends("/admin/me/password", current=PASSWORD, wanted=wanted, again=wanted).status == 422
    assert says in browser.errors()["wanted"]
    assert house.sign_in("tanaka")


def test_a_temporary_password_is_changed_before_anything_else(house: StaffHouse) -> None:
    house.add("tanaka", Role.OPERATOR, must_change_password=True)
    browser = house.sign_in("tanaka")
    assert browser.path == "/admin/me/password"
    assert browser.asks("GET", "/admin/").headers["Location"] == "/admin/me/password"
    browser.sends("/admin/me/password", current=PASSWORD, wanted=NEW_PASSWORD, again=NEW_PASSWORD)
    assert browser.path == "/admin/me"
    assert house.sign_in("tanaka", NEW_PASSWORD)


def test_a_login_with_line_breaks_forges_no_log_line(house: StaffHouse, caplog: pytest.LogCaptureFixture) -> None:
    browser = house.browser()
    with caplog.at_level("INFO"):
        browser.signs_in("x\n2026-11-28 INFO admin: signed in\r\u2028y", "wrong\npassword")
    ours = [record.getMessage() for record in caplog.records if record.name.startswith(("bot", "admin"))]
    assert ours == ["a sign-in of staff unknown was refused"]
