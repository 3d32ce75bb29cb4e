"""Idempotency keys: the same call, the same answer; another call, Stripe's error."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import stripe as sdk

from bot.simulator.stripe.state import SimulatedStripe
from tests.simulator.conftest import Clock
from tests.simulator.stripe.conftest import ORDER


def test_the_same_call_makes_one_session(client: Any, account: SimulatedStripe) -> None:
    first, second = (client.checkout.sessions.create(ORDER, {"idempotency_key": "a"}) for _ in range(2))
    assert first.id == second.id
    assert second.last_response.headers["Idempotent-Replayed"] == "true"
    assert len(account.sessions) == 1
    assert client.checkout.sessions.create(ORDER, {"idempotency_key": "b"}).id != first.id


def test_another_call_with_the_key_is_an_error(client: Any, account: SimulatedStripe) -> None:
    client.checkout.sessions.create(ORDER, {"idempotency_key": "a"})
    with pytest.raises(sdk.IdempotencyError, match="same parameters"):
        client.checkout.sessions.create({**ORDER, "locale": "en"}, {"idempotency_key": "a"})
    assert len(account.sessions) == 1


def test_a_call_with_wrong_parameters_keeps_nothing(client: Any) -> None:
    with pytest.raises(sdk.InvalidRequestError):
        client.checkout.sessions.create({**ORDER, "mode": "pay"}, {"idempotency_key": "a"})
    assert client.checkout.sessions.create(ORDER, {"idempotency_key": "a"}).status == "open"


def test_a_refusal_of_what_was_tried_is_kept(client: Any, account: SimulatedStripe) -> None:
    session = client.checkout.sessions.create(ORDER)
    account.sessions[session.id]["status"] = "expired"
    for _ in range(2):
        with pytest.raises(sdk.InvalidRequestError) as refused:
            client.checkout.sessions.expire(session.id, {}, {"idempotency_key": "e"})
    assert refused.value.headers["Idempotent-Replayed"] == "true"


def test_a_key_is_forgotten_after_a_day(client: Any, clock: Clock) -> None:
    first = client.checkout.sessions.create(ORDER, {"idempotency_key": "a"})
    clock.forward(hours=25)
    assert client.checkout.sessions.create(ORDER, {"idempotency_key": "a"}).id != first.id


def test_two_at_once_make_one_and_the_other_is_told(client: Any, account: SimulatedStripe) -> None:
    start = threading.Barrier(8)

    def create(_: int) -> str:
        start.wait(10)
        try:
            return str(client.checkout.sessions.create(ORDER, {"idempotency_key": "a"}).id)
        except sdk.IdempotencyError as error:
            assert (error.http_status, error.code) == (409, "idempotency_key_in_use")
            return ""

    with ThreadPoolExecutor(8) as pool:
        ids = set(pool.map(create, range(8)))
    assert len(ids - {""}) == len(account.sessions) == 1
