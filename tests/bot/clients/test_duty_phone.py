"""The duty telephone's provider over real HTTP: what it is told, that it can know us, what happens when it fails."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from bot.clients.duty_phone import SIGNATURE, ProviderDutyPhone
from bot.errors import TemporaryFault
from tests.http_server import Asked, Fault, SimulatedServer

KEY = b"a key of the tests"


@dataclass
class Provider(SimulatedServer):
    asked: list[Asked] = field(default_factory=list)

    def respond(self, asked: Asked) -> tuple[int, bytes]:
        self.asked.append(asked)
        return 200, b""


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


@pytest.mark.parametrize("fault", [Fault(status=500), Fault(status=302, location="/elsewhere"), Fault(status=404)])
def test_a_refusal_is_tried_again_later(provider: Provider, fault: Fault) -> None:
    provider.fault = fault
    with pytest.raises(TemporaryFault, match="duty telephone"):
        ProviderDutyPhone(provider.url, KEY).call("K-000042", "emergency", 1)


def test_nobody_there_is_tried_again_later() -> None:
    with pytest.raises(TemporaryFault, match="duty telephone"):
        ProviderDutyPhone("http://127.0.0.1:1/", KEY).call("K-000042", "emergency", 1)
