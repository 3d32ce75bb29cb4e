"""The simulated Stripe account: its objects, its clock, and what it tells its webhook endpoint."""

from __future__ import annotations

import heapq
import threading
from collections.abc import Callable
from datetime import datetime
from typing import Any

from bot.clock import utc_now
from bot.simulator.faults import Faults
from bot.simulator.stripe.idempotency import Idempotency
from bot.simulator.stripe.records import Object, build_event
from bot.simulator.stripe.refusal import no_such
from bot.simulator.stripe.webhooks import WebhookSender

API_VERSION = "2026-10-28.endive"
# What a city's endpoint is subscribed to; everything else is in the list of events only.
ENABLED_EVENTS = (
    "checkout.session.completed",
    "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed",
    "checkout.session.expired",
    "refund.created",
    "refund.updated",
    "refund.failed",
)
_NAMES = {"cs": "checkout.session", "pi": "payment_intent", "ch": "charge", "re": "refund", "evt": "event"}


class SimulatedStripe:
    """One account. `lock` is held while anything is read or changed; `pay_url` is where its payment pages are."""

    def __init__(
        self,
        key: str,
        webhook_secret: str,
        pay_url: str,
        webhook_url: str = "",
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self.key = key
        self.pay_url = pay_url
        self.clock = clock
        self.lock = threading.RLock()
        self.stopping = threading.Event()  # ends simulated time-outs
        self.faults = Faults()
        self.idempotency = Idempotency()
        self.webhooks = WebhookSender(webhook_url, webhook_secret)
        self.sessions: dict[str, Object] = {}
        self.intents: dict[str, Object] = {}
        self.charges: dict[str, Object] = {}
        self.refunds: dict[str, Object] = {}
        self.events: dict[str, Object] = {}
        self.intent_metadata: dict[str, dict[str, str]] = {}  # by session: what its payment will carry
        self.items: dict[str, list[Object]] = {}  # by session: what its page shows
        self.keeps_faults = False  # a 500 under an idempotency key is what the key gives from then on, as at Stripe
        self.failing_refunds = 0  # so many of the next refunds fail
        self.due: list[tuple[int, str]] = []  # a heap: when to look again at which session

    def get(self, kind: str, id: str, param: str = "id") -> Object:
        """Raises StripeRefusal for an id that there is not."""
        found: dict[str, Object] = getattr(self, kind)
        if id not in found:
            raise no_such(_NAMES.get(id.partition("_")[0], kind.rstrip("s")), id, param)
        return found[id]

    def watch(self, at: int, session: Object) -> None:
        """Look at this session again at a time in seconds."""
        heapq.heappush(self.due, (at, session["id"]))

    def publish(self, kind: str, subject: Object) -> Object:
        """Note an event and tell the endpoint, if it is subscribed."""
        event = build_event(kind, subject, self.clock(), API_VERSION)
        self.events[event["id"]] = event
        if kind in ENABLED_EVENTS:
            self.webhooks.send(event)
        return event

    def expand(self, subject: Object, paths: list[str]) -> Object:
        """A copy with ids replaced by objects along `a.b`. Raises StripeRefusal for what can't be expanded."""
        made = dict(subject)
        for path in paths:
            first, _, rest = path.removeprefix("data.").partition(".")
            made[first] = self._expand_one(made, first, [rest] if rest else [], path)
        return made

    def _expand_one(self, subject: Object, name: str, rest: list[str], path: str) -> Any:
        kinds = {"payment_intent": "intents", "latest_charge": "charges", "charge": "charges"}
        if name not in kinds or name not in subject:
            raise no_such("property", path, "expand")
        value = subject[name]
        found = value if value is None or isinstance(value, dict) else self.get(kinds[name], value)
        return self.expand(found, rest) if found else None

    def stop(self) -> None:
        self.stopping.set()
        self.webhooks.stop()
