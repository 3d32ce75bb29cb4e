"""The duty telephone's provider over real HTTP: what it is told, that it can know us, what happens when it fails."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from bot.clients.duty_phone import SIGNATURE, CallReport, LateReport, Outcome, ProviderDutyPhone, read_late_report, sign
from bot.errors import TemporaryFault
from tests.http_server import Asked, Fault, SimulatedServer

KEY = b"a key of the tests"


@dataclass
class Provider(SimulatedServer):
    asked: list[Asked] = field(default_factory=list)
    answer: bytes = b""

    def respond(self, asked: Asked) -> tuple[int, bytes]:
        self.asked.append(asked)
        return 200, self.answer


@pytest.fixture
def provider() -> Iterator[Provider]:
    server = Provider()
    stop = server.start()
    yield server
    stop()


def test_it_is_told_a_number_and_a_level(provider: Provider) -> None:
    ProviderDutyPhone(f"{provider.url}/call", KEY).call("K-000042", "emergency", 2)
    (asked,) = provider.asked
    assert json.loads(asked.body) == {"case": "K-000042", "level": "emergency", "call": 2}
    assert asked.headers[SIGNATURE] == hmac.new(KEY, asked.body, hashlib.sha256).hexdigest()


@pytest.mark.parametrize(
    ("answer", "report"),
    [
        (b"", CallReport(Outcome.CALLING)),
        (b"<html>", CallReport(Outcome.CALLING)),
        (b'["busy"]', CallReport(Outcome.CALLING)),
        (b'{"outcome": "lunch"}', CallReport(Outcome.CALLING)),
        (b'{"outcome": ["busy"], "who": 5}', CallReport(Outcome.CALLING)),
        (b'{"outcome": "busy", "who": 5}', CallReport(Outcome.BUSY)),
        (b'{"outcome": "answered", "who": " Sato  Hana "}', CallReport(Outcome.ANSWERED, "Sato Hana")),
    ],
)
def test_it_says_what_became_of_the_call(provider: Provider, answer: bytes, report: CallReport) -> None:
    provider.answer = answer
    assert ProviderDutyPhone(provider.url, KEY).call("K-000042", "emergency", 1) == report


def test_a_late_report_is_signed_by_the_provider() -> None:
    body = json.dumps({"case": "K-000042", "call": 2, "outcome": "no_answer"}).encode()
    told = LateReport("K-000042", 2, CallReport(Outcome.NO_ANSWER))
    assert read_late_report([b"another", KEY], body, sign(KEY, body)) == told
    assert read_late_report([KEY], body, sign(b"another", body)) is None
    assert read_late_report([KEY], body, "署名") is None
    for wrong in (b"{}", b"[]", b'{"case": "K", "call": true, "outcome": "busy"}'):
        assert read_late_report([KEY], wrong, sign(KEY, wrong)) is None


@pytest.mark.parametrize("fault", [Fault(status=500), Fault(status=302, location="/elsewhere"), Fault(status=404)])
def test_a_refusal_is_tried_again_later(provider: Provider, fault: Fault) -> None:
    provider.fault = fault
    with pytest.raises(TemporaryFault, match="duty telephone"):
        ProviderDutyPhone(provider.url, KEY).call("K-000042", "emergency", 1)


def test_nobody_there_is_tried_again_later() -> None:
    with pytest.raises(TemporaryFault, match="duty telephone"):
        ProviderDutyPhone("http://127.0.0.1:1/", KEY).call("K-000042", "emergency", 1)
