"""The stand-in for Stripe, with the official SDK pointed at it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import stripe as sdk
import urllib3

from bot.simulator.stripe.server import RunningStripe, start_stripe
from bot.simulator.stripe.state import SimulatedStripe
from tests.simulator.conftest import Clock

ITEM: dict[str, Any] = {
    "quantity": 2,
    "price_data": {"currency": "jpy", "unit_amount": 300, "product_data": {"name": "住民票の写し"}},
}
ORDER: dict[str, Any] = {
    "mode": "payment",
    "client_reference_id": "P-1",
    "line_items": [ITEM],
    "success_url": "https://city.example/paid",
    "cancel_url": "https://city.example/back",
}


@pytest.fixture
def running(clock: Clock) -> Iterator[RunningStripe]:
    running = start_stripe(clock=clock)
    yield running
    running.stop()


@pytest.fixture
def account(running: RunningStripe) -> SimulatedStripe:
    return running.stripe


@pytest.fixture
def client(running: RunningStripe) -> Iterator[Any]:
    """The SDK's services of the API's first version."""
    http = sdk.RequestsClient(timeout=5)
    client = sdk.StripeClient(running.stripe.key, base_addresses={"api": running.api_url}, http_client=http)
    yield client.v1
    http.close()


@pytest.fixture
def press() -> Iterator[Callable[..., tuple[int, str]]]:
    """What the customer presses at a payment page: (status, page or where it leads)."""
    with urllib3.PoolManager(retries=False) as pool:

        def press(url: str, **form: str) -> tuple[int, str]:
            more = {"fields": form, "encode_multipart": False} if form else {}
            answer = pool.request("POST" if form else "GET", url, redirect=False, **more)
            return answer.status, answer.headers.get("Location") or answer.data.decode()

        yield press
