"""Signing in at a real HTTP identity provider."""

from __future__ import annotations

import http.client
import time
from collections.abc import Iterator
from contextlib import closing
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc.jwk import RSAKey

from bot.city import StaffRules
from bot.clients.staff_oidc import StaffIdentityProvider
from bot.models.staff import Role
from tests.admin.conftest import OpenHouse
from tests.admin.provider import SimulatedProvider
from tests.admin.staff_house import StaffBrowser, StaffHouse
from tests.http_server import Fault

MAIL = "tanaka@city.example"


@pytest.fixture
def provider() -> Iterator[SimulatedProvider]:
    provider = SimulatedProvider(claims={"email": "Tanaka@city.example", "email_verified": True})
    stop = provider.start()
    yield provider
    stop()


@pytest.fixture
def house(open_house: OpenHouse, provider: SimulatedProvider) -> StaffHouse:
    house = open_house(identity_provider=make_client(provider))
    house.add(MAIL, Role.OPERATOR)
    return house


def make_client(provider: SimulatedProvider, claim: str = "email") -> StaffIdentityProvider:
    return StaffIdentityProvider(provider.url, provider.client_id, provider.client_secret, claim)


def goes_through(browser: StaffBrowser, provider: SimulatedProvider, wanted: str = "") -> str:
    """Where the provider sends the browser back to, with code and state."""
    page = browser.goes_to(f"/admin/sign-in?next={wanted}")
    assert "/admin/sign-in/provider" in page.text
    away = browser.asks("GET", f"/admin/sign-in/provider?next={wanted}").headers["Location"]
    assert away.startswith(f"{provider.url}/authorize?")
    with closing(http.client.HTTPConnection("127.0.0.1", urlsplit(provider.url).port or 0, timeout=20)) as connection:
        connection.request("GET", away.removeprefix(provider.url))
        back = urlsplit(connection.getresponse().headers["Location"])
    provider.fault = None
    return f"{back.path}?{back.query}"


def test_a_member_comes_in(house: StaffHouse, provider: SimulatedProvider) -> None:
    browser = house.browser()
    back = goes_through(browser, provider, "/admin/me")
    browser.goes_to(back)
    assert browser.path == "/admin/me"
    assert MAIL in browser.page.text
    assert browser.goes_to(back).status in (200, 403)
    copied = house.browser()
    assert copied.asks("GET", back).status == 403  # the state is this browser's, and the code is used


def test_who_is_no_active_member_does_not(house: StaffHouse, provider: SimulatedProvider) -> None:
    house.add("gone@city.example", is_active=False)
    for mail in ("stranger@city.example", "gone@city.example"):
        provider.claims["email"] = mail
        browser = house.browser()
        assert browser.asks("GET", goes_through(browser, provider)).status == 403
        assert not browser.key
    assert len(house.rows(type(house.member(MAIL)))) == 2  # nobody was made


@pytest.mark.parametrize(
    "wrong",
    [
        {"nonce": "another"},
        {"aud": "somebody else"},
        {"iss": "https://evil.example"},
        {"exp": int(time.time()) - 3600},
        {"email_verified": False},
        {"email": ""},
        {"email": ["tanaka@city.example"]},
    ],
)
def test_a_token_that_is_wrong_is_refused(
    house: StaffHouse, provider: SimulatedProvider, wrong: dict[str, Any]
) -> None:
    provider.wrong = wrong
    browser = house.browser()
    assert browser.asks("GET", goes_through(browser, provider)).status == 403
    assert not browser.key


def test_a_token_signed_by_another_key_is_refused(house: StaffHouse, provider: SimulatedProvider) -> None:
    provider.signing_key = RSAKey.generate_key(2048, {"kid": "one"}, auto_kid=False)
    browser = house.browser()
    assert browser.asks("GET", goes_through(browser, provider)).status == 403


def test_another_state_is_refused(house: StaffHouse, provider: SimulatedProvider) -> None:
    browser = house.browser()
    back = goes_through(browser, provider)
    code = parse_qs(urlsplit(back).query)["code"][0]
    assert browser.asks("GET", f"/admin/sign-in/provider/back?code={code}&state=guessed").status == 403
    assert browser.asks("GET", "/admin/sign-in/provider/back?error=access_denied").status == 403
    assert browser.asks("GET", "/admin/sign-in/provider/back").status == 403


def test_the_providers_second_factor_counts(open_house: OpenHouse, provider: SimulatedProvider) -> None:
    house = open_house(identity_provider=make_client(provider), rules=StaffRules())
    house.add(MAIL)
    browser = house.browser()
    browser.goes_to(goes_through(browser, provider))
    assert browser.path == "/admin/factors"  # it only saw a password
    provider.claims["amr"] = ["pwd", "mfa"]
    browser = house.browser()
    browser.goes_to(goes_through(browser, provider))
    assert browser.path == "/admin/"


def test_another_claim_can_be_the_login(open_house: OpenHouse, provider: SimulatedProvider) -> None:
    house = open_house(identity_provider=make_client(provider, "preferred_username"))
    house.add("t.tanaka")
    provider.claims["preferred_username"] = "T.Tanaka"
    browser = house.browser()
    browser.goes_to(goes_through(browser, provider))
    assert browser.key


def test_a_provider_that_is_silent_is_said_so(house: StaffHouse, provider: SimulatedProvider) -> None:
    provider.fault = Fault(status=500)
    answer = house.browser().asks("GET", "/admin/sign-in/provider")
    assert answer.status == 503
    assert "応答していません" in answer.text


def test_without_a_provider_there_is_no_button(open_house: OpenHouse) -> None:
    browser = open_house().browser()
    assert "/admin/sign-in/provider" not in browser.goes_to("/admin/sign-in").text
    assert browser.asks("GET", "/admin/sign-in/provider").status == 303
