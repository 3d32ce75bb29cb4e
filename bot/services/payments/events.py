"""Payment events: noted once by their id, worked off later."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from bot.clients.stripe import StripeEvent
from bot.db import Database, insert_if_new
from bot.errors import TemporaryFault
from bot.models.payments import EventState, PaymentEvent

SESSION_KINDS = (
    "checkout.session.completed",
    "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed",
    "checkout.session.expired",
)
REFUND_KINDS = ("refund.created", "refund.updated", "refund.failed")
KINDS = (*SESSION_KINDS, *REFUND_KINDS)
WEBHOOK, RECONCILIATION = "webhook", "reconciliation"
IS_WAITING = text("payment_event.state = 'accepted'")  # a literal, so that both databases use the partial index


def accept_events(database: Database, events: Iterable[StripeEvent], origin: str, now: datetime) -> int:
    """Note those that are new and of a kind we know; how many. Raises TemporaryFault when they can't be stored."""
    wanted = [event for event in events if event.kind in KINDS]
    if not wanted:
        return 0
    try:
        with database.write() as session:
            return sum(insert_if_new(session, PaymentEvent, _row(event, origin, now)) is not None for event in wanted)
    except OperationalError as error:
        raise TemporaryFault(f"payment events can't be written: {type(error.orig).__name__}") from error


def _row(event: StripeEvent, origin: str, now: datetime) -> dict[str, object]:
    return {
        "event_id": event.id,
        "kind": event.kind,
        "object_id": event.object_id,
        "origin": origin,
        "state": EventState.ACCEPTED,
        "attempts": 0,
        "leased_by": "",
        "created_at": event.created_at,
        "received_at": now,
    }
