"""Second factors over real HTTP: codes of an app, recovery codes, who must have one, and where a role may be used."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pyotp
import pytest

from bot.city import StaffRules
from bot.models.staff import Role, Staff, StaffRecoveryCode
from bot.services.staff import members
from tests.admin.conftest import OpenHouse
from tests.admin.staff_house import PASSWORD, StaffBrowser, StaffHouse

SECRET = pyotp.random_base32(32)


def code_of(house: StaffHouse, secret: str = SECRET, steps: int = 0) -> str:
    return pyotp.TOTP(secret).at(int(house.clock().timestamp()) + 30 * steps)


@pytest.fixture
def member(house: StaffHouse) -> StaffBrowser:
    """Who has an app, and has typed the password only."""
    house.add("tanaka", Role.OPERATOR, totp_secret=SECRET)
    return house.sign_in("tanaka")


def set_up(browser: StaffBrowser, house: StaffHouse) -> str:
    """The secret of the app that was set up now."""
    page = browser.goes_to("/admin/factors/app")
    secret = re.search(r'name="secret" value="(\w+)"', page.text)
    assert secret
    assert browser.sends("/admin/factors/app", code=code_of(house, secret[1])).status == 200
    return secret[1]


def test_a_password_alone_opens_nothing_where_there_is_a_second_factor(house: StaffHouse, member: StaffBrowser) -> None:
    assert member.path == "/admin/second-factor"
    for path in ("/admin/", "/admin/me", "/admin/factors", "/admin/factors/app", "/admin/me/password"):
        assert member.asks("GET", path).headers["Location"].startswith("/admin/second-factor")
    for path in ("/admin/factors/app/remove", "/admin/factors/codes", "/admin/me/password"):
        member.sends(path)
        assert member.path == "/admin/second-factor"
    assert member.asks("GET", "/admin/me", Accept="application/json").status == 401
    assert house.member("tanaka").totp_secret == SECRET


def test_a_code_lets_in_under_a_new_id_and_only_once(house: StaffHouse, member: StaffBrowser) -> None:
    before = member.key
    code = code_of(house)
    assert member.sends("/admin/second-factor", code=f" {code[:3]} {code[3:]}", next="/admin/me").status == 200
    assert member.path == "/admin/me"
    assert member.key != before
    again = house.sign_in("tanaka")
    assert again.sends("/admin/second-factor", code=code).status == 422
    house.clock.ahead = timedelta(seconds=30)
    assert again.sends("/admin/second-factor", code=code_of(house)).status == 200


@pytest.mark.parametrize(("steps", "status"), [(-2, 422), (-1, 200), (1, 200), (2, 422)])
def test_clocks_may_be_a_step_apart(house: StaffHouse, member: StaffBrowser, steps: int, status: int) -> None:
    assert member.sends("/admin/second-factor", code=code_of(house, steps=steps)).status == status


def test_an_older_code_than_the_last_is_refused(house: StaffHouse, member: StaffBrowser) -> None:
    assert member.sends("/admin/second-factor", code=code_of(house, steps=1)).status == 200
    again = house.sign_in("tanaka")
    assert again.sends("/admin/second-factor", code=code_of(house)).status == 422


@pytest.mark.parametrize("wrong", ["", "000000x", "１２３", "ａ" * 400, "٠١٢٣٤٥", "\x00"])
def test_what_is_no_code_is_refused(member: StaffBrowser, wrong: str) -> None:
    assert member.sends("/admin/second-factor", code=wrong).status == 422
    assert "code" in member.errors()


def test_guesses_at_a_code_are_slowed_down(house: StaffHouse, member: StaffBrowser) -> None:
    for _ in range(5):
        member.sends("/admin/second-factor", code="000000")
    member.sends("/admin/second-factor", code=code_of(house))
    assert "待" in member.errors()["code"] or "分" in member.errors()["code"]
    assert member.path == "/admin/second-factor"


def test_an_app_is_set_up_and_removed(house: StaffHouse) -> None:
    house.add("tanaka")
    browser = house.sign_in("tanaka")
    before = browser.key
    page = browser.goes_to("/admin/factors/app")
    assert "<svg" in page.text
    assert browser.sends("/admin/factors/app", code="000000").status == 422
    assert browser.sends("/admin/factors/app", code="123456", secret="AAAA").status == 422
    assert house.member("tanaka").totp_secret is None
    secret = set_up(browser, house)
    assert browser.key != before
    assert house.member("tanaka").totp_secret == secret
    assert house.sign_in("tanaka").path == "/admin/second-factor"
    browser.sends("/admin/factors/app/remove")
    assert house.sign_in("tanaka").path == "/admin/"
    assert {"staff.app_set_up", "staff.app_removed"} <= set(house.actions())


def test_the_secret_is_encrypted_in_the_database(house: StaffHouse) -> None:
    staff_id = house.add("tanaka", totp_secret=SECRET)
    with house.database.engine.connect() as connection:
        table = Staff.__table__  # type: ignore[attr-defined]
        raw = connection.exec_driver_sql(f"SELECT totp_secret FROM {table.name} WHERE id = {staff_id}").scalar_one()
    assert SECRET.encode() not in bytes(raw)


def test_a_recovery_code_stands_in_once(house: StaffHouse) -> None:
    house.add("tanaka", totp_secret=SECRET)
    browser = house.sign_in("tanaka")
    browser.sends("/admin/second-factor", code=code_of(house))
    browser.goes_to("/admin/factors")
    page = browser.sends("/admin/factors/codes")
    codes = re.findall(r"<li>(\w{5}-\w{5})</li>", page.text)
    assert len(set(codes)) == 10
    assert not any(code in browser.goes_to("/admin/factors").text for code in codes)
    stored = {row.code_hash for row in house.rows(StaffRecoveryCode)}
    assert not stored & set(codes)

    again = house.sign_in("tanaka")
    assert again.sends("/admin/second-factor", code=codes[0].upper().replace("-", " ")).status == 200
    third = house.sign_in("tanaka")
    assert third.sends("/admin/second-factor", code=codes[0]).status == 422
    assert "残り 9 個" in browser.goes_to("/admin/factors").text
    browser.sends("/admin/factors/codes")
    assert third.sends("/admin/second-factor", code=codes[1]).status == 422


def test_who_must_have_a_second_factor_sets_one_up_first(open_house: OpenHouse) -> None:
    house = open_house(rules=StaffRules(second_factor=[Role.ADMINISTRATOR]))
    house.add("boss", Role.ADMINISTRATOR)
    house.add("tanaka", Role.OPERATOR)
    assert house.sign_in("tanaka").path == "/admin/"
    browser = house.sign_in("boss")
    assert browser.path == "/admin/factors"
    assert browser.asks("GET", "/admin/me").headers["Location"].startswith("/admin/factors")
    set_up(browser, house)
    assert browser.goes_to("/admin/me").status == 200
    browser.goes_to("/admin/factors")
    browser.sends("/admin/factors/app/remove")
    assert browser.asks("GET", "/admin/me").headers["Location"].startswith("/admin/factors")


def test_a_new_member_changes_the_password_and_then_sets_one_up(open_house: OpenHouse) -> None:
    house = open_house(rules=StaffRules())
    house.add("tanaka", must_change_password=True)
    browser = house.sign_in("tanaka")
    assert browser.path == "/admin/me/password"
    phrase = "quite another phrase 8 and long"
    browser.sends("/admin/me/password", current="a phrase that nobody guesses 7", wanted=phrase, again=phrase)
    assert browser.path.startswith("/admin/factors")


def test_a_reset_takes_every_factor_away(house: StaffHouse) -> None:
    staff_id = house.add("tanaka", totp_secret=SECRET)
    with house.database.write() as session:
        members.reset_member(session, staff_id, "", house.acting())
    staff = house.member("tanaka")
    assert (staff.totp_secret, staff.must_change_password, house.rows(StaffRecoveryCode)) == (None, True, [])


def test_a_role_is_not_there_outside_of_its_network(open_house: OpenHouse) -> None:
    rules = StaffRules(second_factor="none", allowed_addresses={Role.ADMINISTRATOR: ["192.0.2.0/24"]})  # type: ignore[list-item]
    house = open_house(rules=rules)
    house.add("boss", Role.ADMINISTRATOR, Role.OPERATOR)
    browser = house.sign_in("boss")
    assert "管理者" in unescape(browser.goes_to("/admin/").text)
    me = browser.goes_to("/admin/me").text
    assert me.count("今のネットワークからは使えません") == 1
    answer = browser.asks("GET", "/admin/members")
    assert (answer.status, "今のネットワークからは使えません" in answer.text) == (403, True)


@pytest.mark.parametrize(
    ("address", "allowed"), [("192.0.2.7", True), ("192.0.3.7", False), ("2001:db8::1", True), ("", False)]
)
def test_networks(address: str, allowed: bool) -> None:
    rules = StaffRules.model_validate({"allowed_addresses": {"editor": ["192.0.2.0/24", "2001:db8::/32"]}})
    assert rules.allows(Role.EDITOR, address) is allowed
    assert rules.allows(Role.OPERATOR, address)


def test_changing_them_asks_for_a_fresh_proof(house: StaffHouse, member: StaffBrowser) -> None:
    member.sends("/admin/second-factor", code=code_of(house))
    house.clock.ahead = timedelta(minutes=11)
    member.goes_to("/admin/me")
    for path in ("/admin/factors/app/remove", "/admin/factors/codes", "/admin/factors/passkeys/1/remove"):
        member.sends(path)
        assert member.path == "/admin/second-factor?next=/admin/factors"
    assert member.asks("GET", "/admin/factors/app").headers["Location"] == member.path
    assert house.member("tanaka").totp_secret == SECRET
    member.sends("/admin/second-factor/password", password=PASSWORD)  # the lesser factor is not enough
    assert "password" not in member.goes_to("/admin/second-factor").text
    assert member.goes_to("/admin/factors").status == 200
    assert member.path == "/admin/second-factor?next=/admin/factors"
    member.sends("/admin/second-factor", code=code_of(house), next="/admin/factors")
    assert member.path == "/admin/factors"
    member.sends("/admin/factors/app/remove")
    assert house.member("tanaka").totp_secret is None


def test_who_has_a_password_only_shows_that_again(house: StaffHouse) -> None:
    house.add("tanaka")
    browser = house.sign_in("tanaka")
    assert browser.goes_to("/admin/factors").status == 200 and browser.path == "/admin/factors"
    house.clock.ahead = timedelta(minutes=11)
    browser.goes_to("/admin/factors/app")
    assert browser.path == "/admin/second-factor?next=/admin/factors"
    browser.sends("/admin/second-factor/password", password="another one")
    assert browser.errors().keys() == {"password"}
    before = browser.key
    browser.sends("/admin/second-factor/password", password=PASSWORD, next="/admin/factors")
    assert browser.path == "/admin/factors"
    assert browser.key != before
    set_up(browser, house)
