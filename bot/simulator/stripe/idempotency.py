"""Idempotency keys as Stripe keeps them: the same call again gets the same answer, another call an error."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.simulator.calls import Answer
from bot.simulator.stripe.refusal import StripeRefusal

KEPT = timedelta(hours=24)
LONGEST_KEY = 255


@dataclass
class _Kept:
    fingerprint: str
    at: datetime
    answer: Answer | None = None  # None while the first call is at work


class Idempotency:
    """The keys of the last day."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[str, _Kept] = {}

    def perform(self, key: str, fingerprint: str, now: datetime, call: Callable[[], Answer]) -> Answer:
        """The kept answer, marked as replayed, or that of `call`, which is kept unless it was refused.

        Raises StripeRefusal for a key that was used for something else, or whose call is at work now.
        """
        if not key:
            return call()
        if len(key) > LONGEST_KEY:
            raise StripeRefusal(400, f"Idempotency keys have up to {LONGEST_KEY} characters", kind="idempotency_error")
        kept = self._claim(key, fingerprint, now)
        if kept is not None:
            return Answer(kept.status, kept.body, headers={**kept.headers, "Idempotent-Replayed": "true"})
        try:
            answer = call()
        except BaseException:
            with self._lock:
                del self._kept[key]
            raise
        with self._lock:
            self._kept[key].answer = answer
        return answer

    def _claim(self, key: str, fingerprint: str, now: datetime) -> Answer | None:
        with self._lock:
            kept = self._kept.get(key)
            if kept is None or now - kept.at > KEPT:
                self._kept[key] = _Kept(fingerprint, now)
                return None
            if kept.fingerprint != fingerprint:
                raise StripeRefusal(
                    400,
                    "Keys for idempotent requests can only be used with the same parameters they were first used with."
                    f" Try using a key other than '{key}' if you meant to execute a different request.",
                    kind="idempotency_error",
                )
            if kept.answer is None:
                raise StripeRefusal(
                    409,
                    "There is currently another in-progress request using this Idempotent Key"
                    f" (that probably means you submitted twice): {key}",
                    kind="idempotency_error",
                    code="idempotency_key_in_use",
                )
            return kept.answer
