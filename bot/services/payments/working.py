"""The worker's part: payment events are worked off, and refunds carried out, each row by one worker."""

from __future__ import annotations

import logging
from datetime import timedelta

from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from bot.clients.stripe import StripeRefund, StripeRefused
from bot.errors import TemporaryFault
from bot.models.payments import EventState, PaymentAttempt, PaymentEvent, PaymentRefund, RefundState
from bot.services.payments import leases
from bot.services.payments.cashier import Cashier
from bot.services.payments.events import IS_WAITING, REFUND_KINDS
from bot.services.payments.leases import Leased
from bot.services.payments.opening import enter
from bot.services.payments.refunds import fail_refund, settle_refund
from bot.services.payments.settling import settle_checkout

log = logging.getLogger(__name__)

KEY_LIFE = timedelta(hours=20)  # Stripe forgets an idempotency key after a day
_IS_REQUESTED = text("payment_refund.state = 'requested'")


def work_one(cashier: Cashier) -> bool:
    """One event or one refund; False when nothing waits."""
    return work_event(cashier) or send_refund(cashier)


def work_event(cashier: Cashier) -> bool:
    """Fetch what an event is about and act on its state; the event is done in the same transaction."""
    claimed = leases.claim(cashier.database, PaymentEvent, IS_WAITING, cashier.now())  # type: ignore[arg-type]
    if claimed is None:
        return False
    leased, event = claimed
    try:
        _take_over(cashier, leased, event)
    except (TemporaryFault, OperationalError) as fault:  # the second: a lock that was not to be had, or a deadlock
        log.warning("payment event %s: put off: %s", leased.id, _say(fault))
        leases.postpone(cashier.database, PaymentEvent, leased, cashier.now())
    except StripeRefused as refused:
        log.error("payment event %s: given up: %s", leased.id, refused)
        with cashier.database.write() as session:
            _finish(session, leased, EventState.FAILED)
    return True


def _take_over(cashier: Cashier, leased: Leased, event: PaymentEvent) -> None:
    now = cashier.now()
    if event.kind in REFUND_KINDS:
        refund = cashier.stripe.get_refund(event.object_id)
        with cashier.database.write() as session:
            settle_refund(session, cashier.subjects, refund, now)
            _finish(session, leased, EventState.DONE)
        return
    checkout = cashier.stripe.get_checkout(event.object_id)
    with cashier.database.write() as session:
        settle_checkout(session, cashier.subjects, checkout, now)
        _finish(session, leased, EventState.DONE)


def _finish(session: Session, leased: Leased, state: EventState) -> None:
    """Whoever was slow and lost the lease has still told the truth, so what was settled stays."""
    event = leases.find_own(session, PaymentEvent, leased)
    if event is not None:
        event.state, event.leased_by, event.leased_until = state, "", None


def send_refund(cashier: Cashier) -> bool:
    """Carry out one refund that was asked for."""
    claimed = leases.claim(cashier.database, PaymentRefund, _IS_REQUESTED, cashier.now())  # type: ignore[arg-type]
    if claimed is None:
        return False
    leased, refund = claimed
    try:
        _carry_out(cashier, leased, refund)
    except (TemporaryFault, OperationalError) as fault:
        log.warning("refund %s: put off: %s", leased.id, _say(fault))
        leases.postpone(cashier.database, PaymentRefund, leased, cashier.now())
    return True


def _carry_out(cashier: Cashier, leased: Leased, refund: PaymentRefund) -> None:
    try:
        found = _ask_for_refund(cashier, refund)
    except StripeRefused as refused:
        with cashier.database.write() as session:
            enter(session, refund.payment_id)  # first, as everybody does
            own = leases.find_own(session, PaymentRefund, leased)
            if own is not None and own.state == RefundState.REQUESTED:
                fail_refund(session, cashier.subjects, own, str(refused), cashier.now())
        return
    with cashier.database.write() as session:
        settle_refund(session, cashier.subjects, found, cashier.now())


def _say(fault: TemporaryFault | OperationalError) -> str:
    """Nothing of a statement's values."""
    return type(fault.orig).__name__ if isinstance(fault, OperationalError) else str(fault)


def _ask_for_refund(cashier: Cashier, refund: PaymentRefund) -> StripeRefund:
    with cashier.database.read() as session:
        intent_id = session.get_one(PaymentAttempt, refund.attempt_id).intent_id
    if cashier.now() - refund.created_at > KEY_LIFE:  # the key proves nothing any more: was it done?
        made = cashier.stripe.list_refunds(refund.created_at - timedelta(minutes=5))
        if found := next((one for one in made if one.key == refund.key), None):
            return found
    return cashier.stripe.create_refund(intent_id, refund.amount_yen, refund.key)
