"""Parameters are judged by the SDK's own types, and by the rules Stripe has beyond them."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
import stripe as sdk

from tests.simulator.stripe.conftest import ITEM, ORDER

HALF_HOUR = 1800


def changed(**changes: Any) -> dict[str, Any]:
    return {name: value for name, value in {**deepcopy(ORDER), **changes}.items() if value is not None}


def with_item(**changes: Any) -> dict[str, Any]:
    price = {**ITEM["price_data"], **changes}
    return changed(line_items=[{"quantity": 1, "price_data": {k: v for k, v in price.items() if v is not None}}])


REFUSED = [
    (changed(payment_method_types=["card"]), "payment_method_types", "parameter_unknown"),
    (changed(colour="red"), "colour", "parameter_unknown"),
    (changed(line_items=[{**ITEM, "colour": "red"}]), "line_items[0][colour]", "parameter_unknown"),
    (changed(mode="pay"), "mode", None),
    (changed(mode=None), "mode", "parameter_missing"),
    (changed(success_url=None), "success_url", "parameter_missing"),
    (changed(success_url=""), "success_url", "parameter_invalid_empty"),
    (changed(success_url="city"), "success_url", "url_invalid"),
    (changed(line_items=None), "line_items", "parameter_missing"),
    (changed(line_items="1"), "line_items", None),
    (changed(line_items=[{"price_data": ITEM["price_data"]}]), "line_items[0][quantity]", "parameter_missing"),
    (changed(locale="xx"), "locale", None),
    (changed(expires_at="soon"), "expires_at", "parameter_invalid_integer"),
    (changed(metadata={"a": {"b": "c"}}), "metadata[a]", None),
    (changed(metadata={"a": "x" * 501}), "metadata[a]", None),
    (changed(payment_method_options={"konbini": {"expires_after_days": 61}}), None, "parameter_invalid_integer"),
    (changed(excluded_payment_method_types=["cash"]), "excluded_payment_method_types[0]", None),
    (changed(allow_promotion_codes=True), "allow_promotion_codes", None),  # Stripe's, but not simulated
    (with_item(currency=None), "line_items[0][price_data][currency]", "parameter_missing"),
    (with_item(currency="yen"), "line_items[0][price_data][currency]", None),
    (with_item(unit_amount=3.5), "line_items[0][price_data][unit_amount]", "parameter_invalid_integer"),
    (with_item(unit_amount=-300), "line_items[0][price_data][unit_amount]", "parameter_invalid_integer"),
    (with_item(unit_amount=49), "line_items", "amount_too_small"),
    (with_item(unit_amount=100_000_000), "line_items", "amount_too_large"),
    (with_item(product_data={}), "line_items[0][price_data][product_data]", None),
]


@pytest.mark.parametrize(
    ("order", "param", "code"), REFUSED, ids=[f"{param}-{n}" for n, (_, param, _) in enumerate(REFUSED)]
)
def test_what_stripe_would_not_take_is_refused(
    client: Any, order: dict[str, Any], param: str | None, code: str
) -> None:
    with pytest.raises(sdk.InvalidRequestError) as refused:
        client.checkout.sessions.create(order)
    assert refused.value.http_status == 400
    assert param is None or str(refused.value.param).startswith(param)
    assert code is None or refused.value.code == code
    assert refused.value.request_id


@pytest.mark.parametrize(("minutes", "passes"), [(29, False), (31, True), (24 * 60, True), (24 * 60 + 1, False)])
def test_a_session_lives_between_half_an_hour_and_a_day(client: Any, clock: Any, minutes: int, passes: bool) -> None:
    order = changed(expires_at=int(clock.now.timestamp()) + minutes * 60)
    if passes:
        assert client.checkout.sessions.create(order).status == "open"
        return
    with pytest.raises(sdk.InvalidRequestError):
        client.checkout.sessions.create(order)


@pytest.mark.parametrize(("yen", "has_konbini"), [(119, False), (120, True), (300_000, True), (300_001, False)])
def test_methods_are_dynamic(client: Any, yen: int, has_konbini: bool) -> None:
    session = client.checkout.sessions.create(with_item(unit_amount=yen))
    assert ("konbini" in session.payment_method_types) == has_konbini
    assert session.payment_method_types[:3] == ["card", "link", "paypay"]


def test_the_total_is_the_sum_of_the_items(client: Any) -> None:
    session = client.checkout.sessions.create(changed(line_items=[ITEM, {**ITEM, "quantity": 1}]))
    assert (session.amount_total, session.currency, session.payment_status) == (900, "jpy", "unpaid")


def test_another_key_another_version_and_another_path_are_refused(client: Any, running: Any) -> None:
    stranger = sdk.StripeClient("sk_test_other", base_addresses={"api": running.api_url}).v1
    with pytest.raises(sdk.AuthenticationError):
        stranger.checkout.sessions.create(ORDER)
    with pytest.raises(sdk.InvalidRequestError, match="version"):
        client.checkout.sessions.create(ORDER, {"stripe_version": "2020-08-27"})
    with pytest.raises(sdk.InvalidRequestError, match="Unrecognized request URL"):
        client.customers.create({})


def test_a_missing_object_is_not_found(client: Any) -> None:
    for retrieve in (client.checkout.sessions.retrieve, client.payment_intents.retrieve, client.refunds.retrieve):
        with pytest.raises(sdk.InvalidRequestError) as refused:
            retrieve("xx_1")
        assert (refused.value.http_status, refused.value.code) == (404, "resource_missing")


def test_only_what_can_be_expanded_is(client: Any) -> None:
    session = client.checkout.sessions.create(ORDER)
    assert (
        client.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent.latest_charge"]}).payment_intent
        is None
    )
    with pytest.raises(sdk.InvalidRequestError):
        client.checkout.sessions.retrieve(session.id, {"expand": ["mother"]})
