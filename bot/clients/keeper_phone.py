"""The telephone on which shelters' keepers open and close: a provider takes calls and texts, and asks us what to say.

Each thing that is keyed or written comes as `POST` of JSON, signed as ours is (`duty_phone`):
`{"call": "…", "turn": 1, "kind": "call" | "text", "said": "…"}`. The answer, `{"say": "…", "is_over": false}`, is read
aloud or sent back.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from bot.clients.duty_phone import SIGNATURE
from bot.errors import TemporaryFault
from bot.http_client import HttpClient, LimitPassed, NoAnswer

WAIT_SECONDS = 10.0
KEY = "shelter keepers' telephone"  # what its key is derived for
LONGEST_ID, LONGEST_SAID, MOST_TURNS = 100, 200, 100
Kind = Literal["call", "text"]


@dataclass(frozen=True)
class Said:
    """One thing that a keeper keyed or wrote; `call` is the provider's own id of the call, or of who texts."""

    call: str
    turn: int
    kind: Kind
    said: str


class KeeperPhone(Protocol):
    """Whoever holds the line; says what the counter answered, and whether it is over."""

    def say(self, words: str) -> tuple[str, bool]: ...


@dataclass
class SimulatedKeeperPhone:
    """The provider's side, for the demo and tests: one call or thread of texts to the counter at `url`."""

    url: str
    key: bytes
    call: str
    kind: Kind = "call"
    turn: int = 0

    def say(self, words: str) -> tuple[str, bool]:
        """Raises TemporaryFault when the counter does not answer."""
        self.turn += 1
        return self.repeat(words)

    def repeat(self, words: str) -> tuple[str, bool]:
        """The same turn again, as a provider does that got no answer."""
        body = json.dumps({"call": self.call, "turn": self.turn, "kind": self.kind, "said": words}).encode("utf-8")
        try:
            status, answer = HttpClient(WAIT_SECONDS, {SIGNATURE: sign(self.key, body)}).ask("POST", self.url, body)
        except (NoAnswer, LimitPassed) as error:
            raise TemporaryFault(f"the counter: {error}") from error
        if status != 200:  # HTTP's own
            raise TemporaryFault(f"the counter answered {status}")
        found = json.loads(answer)
        return str(found["say"]), bool(found["is_over"])


def sign(key: bytes, body: bytes) -> str:
    return hmac.new(key, body, hashlib.sha256).hexdigest()


def read_said(keys: list[bytes], body: bytes, signature: str) -> Said | None:
    """None for what is not signed under one of the keys, or is no such thing."""
    if not any(hmac.compare_digest(sign(key, body), signature) for key in keys):
        return None
    try:
        found = json.loads(body)
    except ValueError:
        return None
    return _make(found) if isinstance(found, dict) else None


def _make(found: Mapping[str, Any]) -> Said | None:
    call, turn, kind, said = (found.get(name) for name in ("call", "turn", "kind", "said"))
    is_right = (
        isinstance(call, str)
        and 0 < len(call) <= LONGEST_ID
        and isinstance(turn, int)
        and 0 < turn <= MOST_TURNS
        and kind in ("call", "text")
        and isinstance(said, str)
        and len(said) <= LONGEST_SAID
    )
    return Said(call, turn, kind, said) if is_right else None  # type: ignore[arg-type]
