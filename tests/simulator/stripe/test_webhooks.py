"""What Stripe tells the bot: signed as the SDK wants it; twice, shuffled or never on demand. And faults of the API."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import stripe as sdk
from flask import Flask, request
from werkzeug.serving import make_server

from bot.simulator.stripe.state import SimulatedStripe
from bot.simulator.stripe.webhooks import WebhookFaults
from tests.simulator.stripe.conftest import ORDER


class Endpoint:
    """Takes what verifies; `ids` of events in their order."""

    def __init__(self) -> None:
        self.ids: list[str] = []

    def receive(self) -> tuple[str, int]:
        header = request.headers.get("Stripe-Signature")
        try:
            event = sdk.Webhook.construct_event(request.get_data(), header, "whsec_simulated")
        except (sdk.SignatureVerificationError, ValueError):
            return "", 400
        self.ids.append(event.id)
        return "", 200


@pytest.fixture
def endpoint(account: SimulatedStripe) -> Iterator[Endpoint]:
    endpoint = Endpoint()
    app = Flask("endpoint")
    app.add_url_rule("/stripe/webhook", "receive", endpoint.receive, methods=["POST"])
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    account.webhooks.url = f"http://127.0.0.1:{server.server_port}/stripe/webhook"
    yield endpoint
    account.webhooks.wait()
    server.shutdown()
    thread.join()
    server.server_close()


def expire_some(client: Any, count: int) -> list[str]:
    """Ids of the events of so many sessions that were expired."""
    for _ in range(count):
        client.checkout.sessions.expire(client.checkout.sessions.create(ORDER).id)
    return [event.id for event in reversed(client.events.list({"limit": 100}).data)]


def test_the_sdk_verifies_what_is_posted(client: Any, account: SimulatedStripe, endpoint: Endpoint) -> None:
    (event,) = expire_some(client, 1)
    account.webhooks.wait()
    assert endpoint.ids == [event]
    assert account.webhooks.statuses == {200: 1}


def test_forged_and_old_ones_do_not_verify(client: Any, account: SimulatedStripe, endpoint: Endpoint) -> None:
    expire_some(client, 1)
    account.webhooks.wait()
    event = next(iter(account.events.values()))
    assert account.webhooks.post(event, secret="whsec_other") == 400
    assert account.webhooks.post(event, at=time.time() - 301) == 400
    assert account.webhooks.post_raw(b"{}", None) == 400
    assert len(endpoint.ids) == 1


def test_copies_shuffled_and_dropped(client: Any, account: SimulatedStripe, endpoint: Endpoint) -> None:
    account.webhooks.faults = WebhookFaults(copies=3, drop_share=0.3, is_shuffled=True, is_held=True)
    sent = expire_some(client, 20)
    assert not endpoint.ids
    posted = account.webhooks.release()
    account.webhooks.wait()
    dropped = set(account.webhooks.dropped)
    assert 0 < len(dropped) < 20
    assert posted == len(endpoint.ids) == 3 * (20 - len(dropped))
    assert set(endpoint.ids) == set(sent) - dropped
    assert endpoint.ids != sorted(endpoint.ids, key=sent.index)


def test_lists_are_paged_newest_first(client: Any) -> None:
    sent = expire_some(client, 5)
    page = client.events.list({"limit": 2, "types": ["checkout.session.expired"]})
    assert [event.id for event in page.data] == sent[:2:-1]
    assert page.has_more
    assert [event.id for event in page.auto_paging_iter()] == sent[::-1]
    assert not client.events.list({"type": "refund.*"}).data
    assert not client.events.list({"created": {"gt": int(page.data[0].created)}}).data


@pytest.mark.parametrize("kind", ["error", "accepted-error", "accepted-cut"])
def test_a_fault_is_outlived_by_the_sdks_own_retry(client: Any, account: SimulatedStripe, kind: str) -> None:
    account.faults.add("checkout.sessions.create", kind)
    session = client.checkout.sessions.create(ORDER, {"max_network_retries": 2, "idempotency_key": "a"})
    assert list(account.sessions) == [session.id]


def test_a_refused_rate_is_the_sdks_error(client: Any, account: SimulatedStripe) -> None:
    account.faults.add("events.list", "rate")
    with pytest.raises(sdk.RateLimitError):
        client.events.list({})
