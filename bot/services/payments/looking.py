"""Reconciliation, every minute: what was not heard by webhook is found at the provider and taken over."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import col, select

from bot.clients.stripe import StripeRefused
from bot.db import insert_if_new
from bot.errors import MadoguchiError, TemporaryFault
from bot.models.payments import LIVE, Payment, PaymentAttempt, PaymentLook, PaymentRefund, RefundState
from bot.services.payments.cashier import Cashier
from bot.services.payments.events import KINDS, RECONCILIATION, accept_events
from bot.services.payments.refunds import settle_refund

log = logging.getLogger(__name__)

QUIET = timedelta(minutes=8)  # a try nothing was heard of for so long is asked about
OVERLAP = timedelta(minutes=5)  # events are looked through again, since clocks differ and lists may lag
PATIENCE = timedelta(minutes=1)  # a webhook may take so long; less than the overlap
FIRST_LOOK = timedelta(days=3)
SLOW = timedelta(hours=1)  # between looks at a refund that is on its way
MOST = 200  # tries in one pass


@dataclass(frozen=True)
class Look:
    """What one pass did: events whose webhook had not come, tries and refunds that were asked about."""

    events: int
    attempts: int
    refunds: int


def look(cashier: Cashier) -> Look:
    """One pass; any number of schedulers may do it. Raises TemporaryFault when the provider does not answer."""
    return Look(look_for_events(cashier), look_at_attempts(cashier), look_at_refunds(cashier))


def look_for_events(cashier: Cashier) -> int:
    """Note events that came by no webhook; they are worked off like the others."""
    now = cashier.now()
    with cashier.database.read() as session:
        last = session.get(PaymentLook, 1)
        since = last.looked_until if last else now - FIRST_LOOK
    events = cashier.stripe.list_events(since - OVERLAP, KINDS)
    late = [event for event in events if event.created_at <= now - PATIENCE]
    found = accept_events(cashier.database, late, RECONCILIATION, now)
    with cashier.database.write() as session:
        insert_if_new(session, PaymentLook, {"id": 1, "looked_until": now})
        own = session.get_one(PaymentLook, 1)
        own.looked_until = max(own.looked_until, now)
    return found


def look_at_attempts(cashier: Cashier) -> int:
    """Ask about live tries that nothing was heard of."""
    now = cashier.now()
    with cashier.database.read() as session:
        statement = (
            select(PaymentAttempt, Payment)
            .join(Payment, col(Payment.id) == col(PaymentAttempt.payment_id))
            .where(col(PaymentAttempt.state).in_(LIVE), col(PaymentAttempt.checked_at) < now - QUIET)
            # One the provider may not know of waits for the citizen to try again, under the same key.
            .where(col(PaymentAttempt.session_id).is_not(None) | (col(PaymentAttempt.expires_at) < now))
            .order_by(col(PaymentAttempt.checked_at))
            .limit(MOST)
        )
        found = session.exec(statement).all()
        session.expunge_all()
    for attempt, payment in found:
        try:
            cashier.refresh_attempt(attempt, payment)
        except TemporaryFault:
            raise
        except MadoguchiError as error:  # one that can't be asked about is not all of them
            log.error("payment %s: try %d can't be looked at: %s", payment.reference, attempt.number, error)
    return len(found)


def look_at_refunds(cashier: Cashier) -> int:
    """Ask about refunds that are on their way for long."""
    now = cashier.now()
    with cashier.database.write() as session:
        statement = select(PaymentRefund).where(
            PaymentRefund.state == RefundState.PENDING,
            col(PaymentRefund.leased_until).is_(None) | (col(PaymentRefund.leased_until) < now),
        )
        found = session.exec(statement.limit(MOST)).all()
        for refund in found:
            refund.leased_until = now + SLOW
    for refund in found:
        assert refund.refund_id is not None
        try:
            fetched = cashier.stripe.get_refund(refund.refund_id)
        except StripeRefused as refused:
            log.error("refund %s can't be looked at: %s", refund.id, refused)
            continue
        with cashier.database.write() as session:
            settle_refund(session, cashier.subjects, fetched, now)
    return len(found)
