"""The payment page: cards, PayPay, Konbini and its voucher."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.simulator.stripe.state import SimulatedStripe
from tests.simulator.conftest import Clock
from tests.simulator.stripe.conftest import ORDER

Press = Callable[..., tuple[int, str]]


def kinds(account: SimulatedStripe, prefix: str = "checkout") -> list[str]:
    return [event["type"] for event in account.events.values() if event["type"].startswith(prefix)]


@pytest.fixture
def session(client: Any) -> Any:
    return client.checkout.sessions.create(ORDER)


def fetch(client: Any, session: Any) -> Any:
    return client.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent.latest_charge"]})


@pytest.mark.parametrize("method", ["card", "link", "paypay"])
def test_paid_at_once(client: Any, account: SimulatedStripe, session: Any, press: Press, method: str) -> None:
    assert press(session.url, act=method, card="4242424242424242") == (303, ORDER["success_url"])
    paid = fetch(client, session)
    assert (paid.status, paid.payment_status, paid.payment_intent.status) == ("complete", "paid", "succeeded")
    assert paid.payment_intent.latest_charge.payment_method_details.type == method
    assert kinds(account) == ["checkout.session.completed"]


@pytest.mark.parametrize("card", ["4000000000000002", "4000000000009995", "1234"])
def test_a_declined_card_leaves_the_page_open(client: Any, session: Any, press: Press, card: str) -> None:
    status, page = press(session.url, act="card", card=card)
    assert status == 402
    assert 'role="alert"' in page
    assert fetch(client, session).status == "open"
    assert press(session.url, act="card", card="4242424242424242")[0] == 303


def test_a_second_tab_is_told(client: Any, account: SimulatedStripe, session: Any, press: Press) -> None:
    press(session.url, act="paypay")
    status, page = press(session.url, act="paypay")
    assert status == 409
    assert "二重には請求されません" in page
    assert len(account.charges) == 1


def test_konbini_waits_for_the_store(client: Any, account: SimulatedStripe, session: Any, press: Press) -> None:
    status, _ = press(session.url, act="konbini", email="hanako@example.com")
    assert status == 303
    waiting = fetch(client, session)
    assert (waiting.status, waiting.payment_status) == ("complete", "unpaid")
    details = waiting.payment_intent.next_action.konbini_display_details
    assert details.stores.lawson.payment_code in press(session.url)[1]
    assert press(session.url, act="store") == (303, ORDER["success_url"])
    assert fetch(client, session).payment_status == "paid"
    assert kinds(account) == ["checkout.session.completed", "checkout.session.async_payment_succeeded"]


def test_an_unpaid_voucher_lapses_by_the_clock(
    client: Any, account: SimulatedStripe, session: Any, press: Press, clock: Clock
) -> None:
    press(session.url, act="konbini", email="hanako@example.com")
    clock.forward(days=5)
    lapsed = fetch(client, session)
    assert (lapsed.status, lapsed.payment_status) == ("complete", "unpaid")
    assert lapsed.payment_intent.status == "requires_payment_method"
    assert kinds(account)[-1] == "checkout.session.async_payment_failed"
    assert press(session.url, act="store")[0] == 409


def test_a_session_expires_by_the_clock(
    client: Any, account: SimulatedStripe, session: Any, clock: Clock, press: Press
) -> None:
    clock.forward(hours=25)
    assert press(session.url, act="card", card="4242424242424242")[0] == 409
    assert fetch(client, session).status == "expired"
    assert kinds(account) == ["checkout.session.expired"]
    assert not account.charges


def test_the_page_needs_no_script_and_says_so_in_its_policy(session: Any) -> None:
    import urllib3

    answer = urllib3.request("GET", session.url)
    assert "<script" not in answer.data.decode()
    assert "unsafe-inline" not in answer.headers["Content-Security-Policy"]
    assert "form-action 'self' https://city.example" in answer.headers["Content-Security-Policy"]
    assert ' style="' not in answer.data.decode()


@pytest.mark.parametrize(
    ("locale", "word"), [("ja", "支払う"), ("en", "Pay"), ("zh", "付款"), ("ko", "결제하기"), ("vi", "Thanh toán")]
)
def test_the_page_speaks_the_sessions_language(client: Any, press: Press, locale: str, word: str) -> None:
    session = client.checkout.sessions.create({**ORDER, "locale": locale})
    assert word in press(session.url)[1]


def test_odd_presses_are_refused(session: Any, press: Press) -> None:
    assert press(session.url, act="steal")[0] == 400
    assert press(session.url, act="konbini", email="nobody")[0] == 400
    assert press(session.url + "0")[0] == 404
