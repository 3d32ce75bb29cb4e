"""`POST /line/webhook` from the outside."""

from __future__ import annotations

import json
import random
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bot.channels.line.signature import SignatureCheck
from bot.channels.line.webhook import MAX_BODY_BYTES, create_blueprint
from bot.errors import SetupError, TemporaryFault
from bot.messages import Inbound, InboundKind
from tests.channels.line.events import body, text_event
from tests.channels.line.malformed import make_body
from tests.line_rules import SHARED

SECRET = "a channel secret"
MALFORMED = 1_500


def serve(accept: Callable[[list[Inbound]], object]) -> FlaskClient:
    app = Flask(__name__)
    app.register_blueprint(create_blueprint(SECRET, accept))
    return app.test_client()


def post(client: FlaskClient, raw: bytes, signature: str | None = None) -> TestResponse:
    signature = SignatureCheck(SECRET).sign(raw) if signature is None else signature
    return client.post("/line/webhook", data=raw, headers={"X-Line-Signature": signature})


@pytest.fixture
def stored() -> list[Inbound]:
    return []


@pytest.fixture
def client(stored: list[Inbound]) -> FlaskClient:
    return serve(stored.extend)


def test_events_are_stored_then_answered(client: FlaskClient, stored: list[Inbound]) -> None:
    answer = post(client, body(text_event("a1"), text_event("a2")))
    assert (answer.status_code, answer.json) == (200, {"accepted": 2})
    assert [inbound.event_id for inbound in stored] == ["a1", "a2"]


def test_lines_own_check_is_answered(client: FlaskClient) -> None:
    assert post(client, body()).status_code == 200


@pytest.mark.parametrize("signature", ["", "wrong", SignatureCheck("another secret").sign(body(text_event()))])
def test_a_bad_signature_stores_nothing(client: FlaskClient, stored: list[Inbound], signature: str) -> None:
    assert post(client, body(text_event()), signature).status_code == 400
    assert client.post("/line/webhook", data=body(text_event())).status_code == 400
    assert stored == []


def test_the_signature_is_of_the_raw_bytes(client: FlaskClient, stored: list[Inbound]) -> None:
    signature = SignatureCheck(SECRET).sign(body(text_event()))
    assert post(client, body(text_event()).replace(b": ", b":"), signature).status_code == 400
    assert stored == []


def test_an_unreadable_body(client: FlaskClient, stored: list[Inbound]) -> None:
    assert post(client, b"{not json").status_code == 400
    assert stored == []


def test_an_enormous_body(client: FlaskClient, stored: list[Inbound]) -> None:
    assert post(client, b" " * (MAX_BODY_BYTES + 1)).status_code == 413
    assert stored == []


def test_a_long_text_is_taken(client: FlaskClient, stored: list[Inbound]) -> None:
    assert post(client, body(text_event(text="長" * 300_000))).status_code == 200
    assert stored[0].text == "長" * 5_000


def test_line_is_asked_to_deliver_again_when_nothing_can_be_stored() -> None:
    def refuse(inbounds: list[Inbound]) -> None:
        raise TemporaryFault("database is locked")

    assert post(serve(refuse), body(text_event())).status_code == 503


def test_without_a_secret_there_is_no_webhook() -> None:
    with pytest.raises(SetupError):
        create_blueprint("", print)


def test_every_event_of_the_official_sdk_is_stored(client: FlaskClient, stored: list[Inbound]) -> None:
    path = SHARED / "data/line_webhooks/python/tests/text/webhook.json"
    if not path.exists():
        pytest.skip("the official SDK's webhook events are not beside the repository")
    assert post(client, path.read_bytes()).status_code == 200
    assert len(stored) == 27


def test_malformed_but_signed_bodies_never_cost_a_neighbour(client: FlaskClient, stored: list[Inbound]) -> None:
    rng = random.Random(20_250_707)
    statuses = set()
    for number in range(MALFORMED):
        stored.clear()
        raw, is_readable = make_body(rng, (text_event(f"before-{number}"), text_event(f"after-{number}")))
        status = post(client, raw).status_code
        statuses.add(status)
        assert status in ((200,) if is_readable else (200, 400)), raw
        assert status == 200 or stored == []
        if is_readable:
            _check_stored(stored, number)
    assert statuses == {200, 400}  # both kinds were tried


def _check_stored(stored: list[Inbound], number: int) -> None:
    before, _, after = stored
    assert (before.event_id, after.event_id) == (f"before-{number}", f"after-{number}")
    assert before.kind is after.kind is InboundKind.TEXT
    for inbound in stored:
        kept = json.dumps(inbound.to_json(), ensure_ascii=False)
        kept.encode("utf-8")  # raises for a lone surrogate, as a database would
        assert "\\u0000" not in kept
        assert 0 < len(inbound.event_id) <= 64
