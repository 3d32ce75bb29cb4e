"""The duty telephone: somebody is called, and told the number of a case and its level, and nothing else."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
from dataclasses import dataclass, field
from typing import Protocol

from bot.errors import TemporaryFault
from bot.http_client import HttpClient, LimitPassed, NoAnswer

log = logging.getLogger(__name__)

WAIT_SECONDS = 10.0
SIGNATURE = "X-Madoguchi-Signature"


class DutyPhone(Protocol):
    """Whoever calls. Raises TemporaryFault when nobody could be called; the clock calls again."""

    def call(self, number: str, level: str, times: int) -> None: ...


@dataclass
class SimulatedDutyPhone:
    """Keeps what it was told; for the demo and tests."""

    calls: list[tuple[str, str, int]] = field(default_factory=list)

    def call(self, number: str, level: str, times: int) -> None:
        self.calls.append((number, level, times))
        log.warning("duty telephone (simulated): case %s, level %s, call %d", number, level, times)


class ProviderDutyPhone:
    """A provider that calls for us: `POST` of JSON, signed with HMAC-SHA256 under a key of this house's own."""

    def __init__(self, url: str, key: bytes) -> None:
        self._url, self._key = url, key

    def call(self, number: str, level: str, times: int) -> None:
        body = json.dumps({"case": number, "level": level, "call": times}).encode("utf-8")
        signature = hmac.new(self._key, body, hashlib.sha256).hexdigest()
        try:
            status, _ = HttpClient(WAIT_SECONDS, {SIGNATURE: signature}).ask("POST", self._url, body)
        except (NoAnswer, LimitPassed) as error:
            raise TemporaryFault(f"the duty telephone's provider: {error}") from error
        if not 200 <= status < 300:  # HTTP's own
            raise TemporaryFault(f"the duty telephone's provider answered {status}")
