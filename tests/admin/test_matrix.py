"""Every staff route and method × every role, over real HTTP, against a written matrix."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.clients.staff_oidc import StaffIdentityProvider
from bot.models.staff import Role
from bot.services.staff.principal import Grant
from tests.admin.conftest import OpenHouse
from tests.admin.staff_house import StaffBrowser, StaffHouse, make_grant
from tests.guards.test_blueprints import fill_in

MATRIX = Path(__file__).with_name("matrix.txt")
STRANGER, NO_ROLE = "stranger", "no role"
SERVICES = (
    "card_center",
    "cashbook",
    "certificates",
    "health_records",
)  # whose own staff have a column of their own; `service` are those of another


def read_matrix() -> dict[tuple[str, str], set[str]]:
    """Who may, by endpoint and method."""
    matrix = {}
    for line in MATRIX.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            endpoint, method, *who = line.split()
            matrix[endpoint, method] = set(who)
    return matrix


@pytest.fixture
def house(open_house: OpenHouse) -> StaffHouse:
    return open_house(identity_provider=StaffIdentityProvider("http://127.0.0.1:1", "x", "x", "email"))


def list_routes(house: StaffHouse) -> Iterator[tuple[str, str, str]]:
    """(endpoint, method, an address that fits) of everything below /admin/."""
    for rule in house.app.url_map.iter_rules():
        if rule.rule.startswith("/admin"):
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield rule.endpoint, method, fill_in(rule)


def is_let_through(browser: StaffBrowser, method: str, path: str) -> bool:
    """Past the guard: whatever the page then says of a form without a token, or a thing that is not there."""
    with browser.open(method, path, b"" if method == "POST" else None) as answer:  # a stream has no end
        pass
    is_sent_away = answer.status == 303 and answer.headers["Location"].startswith("/admin/sign-in")
    is_provider = path.startswith("/admin/sign-in/provider")  # says 403 itself to who brings nothing
    return not is_sent_away and answer.status != 401 and (answer.status != 403 or is_provider)


def test_every_route_is_in_the_matrix(house: StaffHouse) -> None:
    routes = [(endpoint, method) for endpoint, method, _ in list_routes(house)]
    assert sorted(routes) == sorted(read_matrix())
    assert len(routes) >= 30


def test_every_route_lets_in_whom_the_matrix_says(house: StaffHouse) -> None:
    matrix = read_matrix()
    browsers: dict[str, StaffBrowser] = {STRANGER: house.browser()}
    house.add("nobody")
    browsers[NO_ROLE] = house.sign_in("nobody")
    for role in Role:
        house.add(role, make_grant(role))
        browsers[role] = house.sign_in(role)
    for service in SERVICES:
        house.add(service, Grant(Role.SERVICE, service=service))
        browsers[service] = house.sign_in(service)
    wrong, looked_at = [], 0
    for endpoint, method, path in list_routes(house):
        may = matrix[endpoint, method]
        for who, browser in browsers.items():
            expected = "strangers" in may or (who != STRANGER and "members" in may) or who in may
            looked_at += 1
            if is_let_through(browser, method, path) is not expected:
                wrong.append(f"{who} {method} {path}: should be {expected}")
    assert wrong == []
    assert looked_at >= 300
