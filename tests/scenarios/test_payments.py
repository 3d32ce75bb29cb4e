"""The whole counter with the demo's stand-ins for LINE and Stripe: from the link to the words in the conversation."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pytest
import requests
from sqlmodel import Session

from bot.clock import utc_now
from bot.models.payments import Payment
from bot.payments import wiring
from bot.services.payments.links import payment_url
from bot.services.payments.opening import find_payment, open_payment
from bot.services.payments.subjects import Line, Quote
from tests.scenarios.fixtures import OpenOffice
from tests.scenarios.office import PATIENCE_SECONDS, Citizen, Office, list_words

QUOTE = Quote((Line("payments.title", 2, 600),))
CSRF = re.compile(r'name="csrf_token" value="([^"]+)"')


class Fee:
    """What a city service would offer in its `paid.py`."""

    kind = "fee"

    def quote(self, session: Session, subject_id: int) -> Quote:
        return QUOTE

    def note_change(self, session: Session, payment: Payment) -> None:
        """The words in the conversation are enough here."""


@pytest.fixture
def office(open_office: OpenOffice, settings: object, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setattr(wiring, "find_subjects", lambda _cities: [Fee()])
    changes = {
        "stripe_key": "sk_test_scenario",
        "stripe_webhook_secret": "whsec_scenario",
        "stripe_api_url": f"{settings.public_url}/simulator/stripe/api",  # type: ignore[attr-defined]
    }
    return open_office(changes, shows_simulator=True)


@pytest.fixture
def browser() -> Iterator[requests.Session]:
    with requests.Session() as browser:
        yield browser


def order(office: Office, citizen: Citizen) -> Payment:
    """What a handler does in its turn."""
    citizen.is_told("ありがとう")
    with office.counter.database.write() as session:
        conversation = office.find_conversation(session, citizen.id)
        return open_payment(session, "fee", 1, QUOTE, language="ja", conversation_id=conversation.id, now=utc_now())


def press(browser: requests.Session, page: requests.Response, **form: str) -> requests.Response:
    """A button of the page, with the token that it carries; wherever it leads."""
    (token, *_) = CSRF.findall(page.text)
    return browser.post(page.url, data={"csrf_token": token, **form})


def wait_for(office: Office, state: str) -> Payment:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        with office.counter.database.read() as session:
            found = find_payment(session, "fee", 1)
            if found is not None and found.state == state:
                return found
        time.sleep(0.02)
    raise TimeoutError(f"the payment is not {state}")


def hear(citizen: Citizen) -> list[str]:
    return [word for sent in citizen.hears() for message in sent.messages for word in list_words(message)]


def test_at_the_store(office: Office, citizen: Citizen, browser: requests.Session) -> None:
    payment = order(office, citizen)
    citizen.hears()
    page = browser.get(payment_url(office.url, office.settings.secret_key, payment.reference))
    assert "まだお支払いいただいていません" in page.text
    stripe = press(browser, page)
    assert stripe.url.startswith(f"{office.url}/simulator/stripe/pay/cs_test_")
    voucher = press(browser, stripe, act="konbini", email="hanako@example.com")
    assert "払込番号" in voucher.text
    wait_for(office, "processing")
    assert any("コンビニでのお支払いをお待ちしています" in word for word in hear(citizen))
    back = press(browser, voucher, act="store")
    assert back.url.startswith(f"{office.url}/pay/")
    assert wait_for(office, "paid").method == "konbini"
    assert "お支払いが完了しました" in browser.get(back.url).text
    assert any("お支払い（600円）を確認しました" in word for word in hear(citizen))


def test_a_form_without_its_token_pays_nothing(office: Office, citizen: Citizen, browser: requests.Session) -> None:
    payment = order(office, citizen)
    url = payment_url(office.url, office.settings.secret_key, payment.reference)
    assert browser.post(url, allow_redirects=False).status_code in (303, 400)
    with office.counter.database.read() as session:
        found = find_payment(session, "fee", 1)
        assert found is not None
        assert found.attempts == 0
