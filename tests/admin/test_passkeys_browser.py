"""Passkeys in a real Chromium with a virtual authenticator."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from bot.city import StaffRules
from bot.models.staff import StaffPasskey
from bot.services.staff.passkeys import VALID
from tests.admin.conftest import OpenHouse
from tests.admin.staff_house import PASSWORD, StaffHouse
from tests.browser.conftest import OpenPage, open_page  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]

AUTHENTICATOR = {
    "protocol": "ctap2",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


class Authenticator:
    """A device that holds a page's passkeys: `internal` to it, of which there can be one, or at its `usb`."""

    def __init__(self, page: Page, transport: str = "internal") -> None:
        self._cdp = page.context.new_cdp_session(page)
        self._cdp.send("WebAuthn.enable")
        options = {**AUTHENTICATOR, "transport": transport}
        self.id = self._cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]

    def verifies_its_user(self, whether: bool) -> None:
        self._cdp.send("WebAuthn.setUserVerified", {"authenticatorId": self.id, "isUserVerified": whether})

    def list_credentials(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._cdp.send("WebAuthn.getCredentials", {"authenticatorId": self.id})[
            "credentials"
        ]
        return found

    def put_back(self, credential: dict[str, Any]) -> None:
        """The device as it was, as a copy of it would be."""
        self._cdp.send("WebAuthn.clearCredentials", {"authenticatorId": self.id})
        self._cdp.send("WebAuthn.addCredential", {"authenticatorId": self.id, "credential": credential})


@pytest.fixture
def house(open_house: OpenHouse) -> StaffHouse:
    house = open_house(rules=StaffRules())
    house.add("tanaka", name="田中 花子")
    return house


@pytest.fixture
def page(house: StaffHouse, open_page: OpenPage) -> Page:  # noqa: F811
    return open_page(f"{house.url}/admin/sign-in", width=1280)


def type_password(page: Page) -> None:
    page.locator("#login").fill("tanaka")
    page.locator("#password").fill(PASSWORD)
    page.locator(".main").click()


def add_passkey(page: Page, name: str) -> None:
    page.locator("#name").fill(name)
    page.get_by_role("button", name="パスキーを追加する").click()
    expect(page.get_by_role("status")).to_contain_text("追加しました")


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="サインアウト").click()
    expect(page.get_by_role("status")).to_contain_text("サインアウトしました")


def use_passkey(page: Page) -> None:
    page.get_by_role("button", name="パスキーでサインイン").click()


@pytest.fixture
def device(page: Page, house: StaffHouse) -> Authenticator:
    """Of a member who registered it as the second factor they must have, and signed out."""
    device = Authenticator(page)
    type_password(page)
    expect(page.locator("h1")).to_have_text("2段階認証")
    add_passkey(page, "仕事用のパソコン")
    expect(page.locator("tbody th")).to_have_text("仕事用のパソコン")
    sign_out(page)
    return device


def test_a_passkey_alone_is_both_factors(page: Page, device: Authenticator, house: StaffHouse) -> None:
    use_passkey(page)
    expect(page.locator("h1")).to_have_text("ホーム")
    expect(page.locator(".member")).to_contain_text("田中 花子")
    assert house.rows(StaffPasskey)[0].used_at is not None


def test_a_passkey_is_the_second_factor_after_the_password(page: Page, device: Authenticator) -> None:
    type_password(page)
    expect(page.get_by_role("button", name="パスキーで確かめる")).to_be_visible()
    page.get_by_role("button", name="パスキーで確かめる").click()
    expect(page.locator("h1")).to_have_text("ホーム")


def test_alone_it_must_verify_its_user(page: Page, device: Authenticator) -> None:
    device.verifies_its_user(False)
    use_passkey(page)
    expect(page.get_by_role("alert").filter(has_text="パスキーを確かめられませんでした")).to_be_visible()


def test_several_passkeys_have_names_and_one_is_removed(page: Page, device: Authenticator, house: StaffHouse) -> None:
    use_passkey(page)
    expect(page.locator("h1")).to_have_text("ホーム")
    page.goto(f"{house.url}/admin/factors")
    second = Authenticator(page, "usb")
    add_passkey(page, "鍵 <b>2</b>")
    expect(page.locator("tbody th")).to_have_text(["仕事用のパソコン", "鍵 <b>2</b>"])
    page.get_by_role("button", name="外す (仕事用のパソコン)").click()
    expect(page.locator("tbody th")).to_have_text(["鍵 <b>2</b>"])
    assert len(second.list_credentials()) == 1
    page.get_by_role("button", name="外す").click()
    expect(page.locator(".lead").first).to_contain_text("続けるには")  # without any, one must be set up


def test_a_late_answer_and_a_copied_device_are_refused(page: Page, device: Authenticator, house: StaffHouse) -> None:
    before = device.list_credentials()[0]
    use_passkey(page)
    expect(page.locator("h1")).to_have_text("ホーム")
    sign_out(page)
    device.put_back({**before, "signCount": 0})
    use_passkey(page)
    expect(page.get_by_role("alert").filter(has_text="確かめられませんでした")).to_be_visible()
    page.route("**/sign-in/passkey", lambda route: (setattr(house.clock, "ahead", VALID * 1.1), route.continue_()))
    device.put_back({**before, "signCount": 100})
    use_passkey(page)
    expect(page.get_by_role("alert").filter(has_text="時間が切れました")).to_be_visible()


def test_an_answer_that_was_given_before_is_refused(page: Page, device: Authenticator, house: StaffHouse) -> None:
    sent: list[tuple[str, dict[str, str]]] = []

    def note(route: Any) -> None:
        sent.append((route.request.post_data, route.request.all_headers()))
        route.continue_()

    page.route("**/sign-in/passkey", note)
    use_passkey(page)
    expect(page.locator("h1")).to_have_text("ホーム")
    body, headers = sent[0]
    again = page.context.request.post(
        f"{house.url}/admin/sign-in/passkey",
        data=body,
        headers={
            "Content-Type": "application/json",
            "Accept": "application/json",
            "X-CSRFToken": headers["x-csrftoken"],
            "Cookie": headers["cookie"],
        },
    )
    assert again.status == 422


def test_what_is_no_answer_is_refused(house: StaffHouse) -> None:
    browser = house.browser()
    browser.goes_to("/admin/sign-in")
    token = browser.page.text.partition('name="csrf_token" value="')[2].partition('"')[0]
    for body in ("", "[]", "{}", '{"credential": 1}', '{"credential": {"id": "x"}}', '{"credential": {"id": ["x"]}}'):
        options = browser.asks("POST", "/admin/sign-in/passkey/options", X_CSRFToken=token)
        assert options.status == 200
        with browser.open(
            "POST", "/admin/sign-in/passkey", body.encode(), X_CSRFToken=token, Content_Type="application/json"
        ) as response:
            assert response.status == 422
