"""The duty telephone: somebody is called, and told the number of a case and its level, and nothing else."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from bot.errors import TemporaryFault
from bot.http_client import HttpClient, LimitPassed, NoAnswer

log = logging.getLogger(__name__)

WAIT_SECONDS = 10.0
SIGNATURE = "X-Madoguchi-Signature"
LONGEST_WHO = 60
LONGEST_NUMBER = 20


class Outcome(StrEnum):
    """What became of a call."""

    CALLING = "calling"  # it rings, or nobody has said yet
    ANSWERED = "answered"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    FAILED = "failed"  # nobody could be called


@dataclass(frozen=True)
class CallReport:
    """`who` is whom the provider has called, where it says so."""

    outcome: Outcome
    who: str = ""


@dataclass(frozen=True)
class LateReport:
    """What a provider says later, of the call so many of a case."""

    number: str
    times: int
    report: CallReport


class DutyPhone(Protocol):
    """Whoever calls. Raises TemporaryFault when nobody could be called; the clock calls again."""

    def call(self, number: str, level: str, times: int) -> CallReport: ...


@dataclass
class SimulatedDutyPhone:
    """Keeps what it was told, and reports what it is to, one after the other; then that nobody answers. For the demo
    and tests."""

    calls: list[tuple[str, str, int]] = field(default_factory=list)
    reports: list[CallReport] = field(default_factory=list)

    def call(self, number: str, level: str, times: int) -> CallReport:
        self.calls.append((number, level, times))
        report = self.reports.pop(0) if self.reports else CallReport(Outcome.NO_ANSWER)
        told = "duty telephone (simulated): case %s, level %s, call %d, %s"
        log.warning(told, number, level, times, report.outcome)
        return report


class ProviderDutyPhone:
    """A provider that calls for us: `POST` of JSON, signed with HMAC-SHA256 under a key of this house's own. It answers
    `{"outcome": "…", "who": "…"}`, or nothing and says it later."""

    def __init__(self, url: str, key: bytes) -> None:
        self._url, self._key = url, key

    def call(self, number: str, level: str, times: int) -> CallReport:
        body = json.dumps({"case": number, "level": level, "call": times}).encode("utf-8")
        try:
            status, answer = HttpClient(WAIT_SECONDS, {SIGNATURE: sign(self._key, body)}).ask("POST", self._url, body)
        except (NoAnswer, LimitPassed) as error:
            raise TemporaryFault(f"the duty telephone's provider: {error}") from error
        if not 200 <= status < 300:  # HTTP's own
            raise TemporaryFault(f"the duty telephone's provider answered {status}")
        return _read_report(_read_json(answer)) or CallReport(Outcome.CALLING)


def sign(key: bytes, body: bytes) -> str:
    return hmac.new(key, body, hashlib.sha256).hexdigest()


def read_late_report(keys: Sequence[bytes], body: bytes, signature: str) -> LateReport | None:
    """None for what is not signed under one of the keys, or is no report."""
    if not any(hmac.compare_digest(sign(key, body).encode(), signature.encode()) for key in keys):
        return None
    found = _read_json(body)
    number, times, report = found.get("case"), found.get("call"), _read_report(found)
    if report is None or not isinstance(number, str) or len(number) > LONGEST_NUMBER or type(times) is not int:
        return None
    return LateReport(number, times, report)


def _read_json(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _read_report(found: dict[str, Any]) -> CallReport | None:
    outcome, who = found.get("outcome"), found.get("who", "")
    if outcome not in list(Outcome):
        return None
    return CallReport(Outcome(outcome), " ".join(who.split())[:LONGEST_WHO] if isinstance(who, str) else "")
