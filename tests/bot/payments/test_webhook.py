"""What comes to the webhook: forged, old, unsigned, replayed, odd; and what it is not believed."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from bot.simulator.stripe.records import build_event
from bot.simulator.stripe.state import API_VERSION
from bot.simulator.stripe.webhooks import WebhookFaults, sign
from tests.bot.payments.till import Till


@pytest.fixture
def event(till: Till) -> dict[str, Any]:
    """Of a session that was paid, whose webhook did not come by itself."""
    till.stripe.webhooks.faults = WebhookFaults(drop_share=1.0)
    payment = till.order()
    till.pay(till.cashier.start(payment.reference))
    return next(one for one in till.stripe.events.values() if one["type"] == "checkout.session.completed")


def test_a_genuine_one_is_noted_once(till: Till, event: dict[str, Any]) -> None:
    assert [till.stripe.webhooks.post(event) for _ in range(3)] == [200, 200, 200]
    assert till.hear() == 1
    assert till.followed(till.order()) == ["paid"]


def test_the_older_secret_is_good_while_it_is_changed(till: Till, event: dict[str, Any]) -> None:
    assert till.stripe.webhooks.post(event, secret="whsec_older") == 200


@pytest.mark.parametrize("seconds", [301, 86_400])
def test_an_old_one_is_refused(till: Till, event: dict[str, Any], seconds: int) -> None:
    assert till.stripe.webhooks.post(event, at=time.time() - seconds) == 400
    assert till.events() == []


def body_of(event: dict[str, Any]) -> bytes:
    return json.dumps(event).encode()


SIGNATURES = [
    "",
    "t=1",
    "v1=1",
    "t=x,v1=x",
    "t=1,v1=é",
    "t=99999999999999999999,v1=0",
    "t=1,v0=0",
    "=,=,=",
    "v1=" + "a" * 9000,
]


@pytest.mark.parametrize("signature", [None, *SIGNATURES])
def test_an_unsigned_one_is_refused(till: Till, event: dict[str, Any], signature: str | None) -> None:
    assert till.stripe.webhooks.post_raw(body_of(event), signature) == 400
    assert till.events() == []


def test_a_forged_one_is_refused(till: Till, event: dict[str, Any]) -> None:
    webhooks = till.stripe.webhooks
    signature = sign(webhooks.secret, body_of(event))
    assert webhooks.post(event, secret="whsec_other") == 400
    assert webhooks.post(event, secret="") == 400
    assert webhooks.post_raw(body_of(event) + b" ", signature) == 400  # changed after it was signed
    assert webhooks.post_raw(body_of(event), signature.replace("v1", "v0")) == 400
    assert till.events() == []
    assert till.hear() == 0


ODD = [
    b"",
    b"{}",
    b"[]",
    b"null",
    b"1",
    b'"x"',
    b'{"id": "evt_1"}',
    b"\xff",
    b'{"id":"e","type":"t","created":"x","data":1}',
]


@pytest.mark.parametrize("body", ODD)
def test_a_signed_one_that_is_no_event_is_refused(till: Till, body: bytes) -> None:
    assert till.stripe.webhooks.post_raw(body, sign(till.stripe.webhooks.secret, body)) == 400
    assert till.events() == []


def test_too_much_is_refused(till: Till) -> None:
    assert till.stripe.webhooks.post_raw(b"x" * 300_000, "t=1,v1=0") == 413


def test_a_kind_we_do_not_know_is_taken_and_left(till: Till, event: dict[str, Any]) -> None:
    assert till.stripe.webhooks.post({**event, "id": "evt_x", "type": "customer.created"}) == 200
    assert till.events() == []


def test_the_object_is_fetched_and_not_believed(till: Till) -> None:
    """An event that says "paid" of a session that is not."""
    payment = till.order()
    session = till.session_of(till.cashier.start(payment.reference))
    lie = {**session, "status": "complete", "payment_status": "paid"}
    event = build_event("checkout.session.completed", lie, till.clock(), API_VERSION)
    assert till.stripe.webhooks.post(event) == 200
    assert till.hear() == 1
    assert (till.get(payment).state, till.followed(payment)) == ("open", [])


def test_one_about_nothing_of_ours_is_given_up(till: Till, event: dict[str, Any]) -> None:
    unknown = {**event, "id": "evt_y", "data": {"object": {"id": "cs_test_unknown"}}}
    assert till.stripe.webhooks.post(unknown) == 200
    till.hear()
    assert [(one.state, one.object_id) for one in till.events()] == [("failed", "cs_test_unknown")]


def test_it_is_put_off_while_the_provider_is_down(till: Till, event: dict[str, Any]) -> None:
    till.stripe.faults.add("checkout.sessions.retrieve", "error", times=3)
    till.stripe.webhooks.post(event)
    assert till.hear() == 1
    assert [one.state for one in till.events()] == ["accepted"]
    till.clock.forward(seconds=5)
    assert till.hear() == 1
    assert till.followed(till.order()) == ["paid"]
