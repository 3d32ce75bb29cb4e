"""What the provider says of a session becomes our state. The order in which it is heard does not matter."""

from __future__ import annotations

import logging
from datetime import datetime

from sqlmodel import Session, select

from bot.clients.stripe import Checkout
from bot.models.payments import SETTLED, AttemptState, Payment, PaymentAttempt, PaymentState
from bot.services.payments.opening import enter, find_by_reference
from bot.services.payments.refunds import add_surplus_refund
from bot.services.payments.subjects import Subjects

log = logging.getLogger(__name__)

CURRENCY = "jpy"
# A try only goes on in this order: what was fetched earlier and arrives later changes nothing.
_RANKS = {
    AttemptState.CREATED: 0,
    AttemptState.OPEN: 1,
    AttemptState.PROCESSING: 2,
    AttemptState.EXPIRED: 3,
    AttemptState.FAILED: 3,
    AttemptState.PAID: 4,
    AttemptState.SURPLUS: 4,
    AttemptState.MISMATCH: 4,
}


def settle_checkout(session: Session, subjects: Subjects, checkout: Checkout, now: datetime) -> PaymentAttempt | None:
    """Take a session over as it was fetched, in one transaction with all that follows; the try, or None if not ours."""
    found = find_by_reference(session, checkout.reference)
    if found is None or found.id is None:
        log.error("session %s belongs to no payment", checkout.id)
        return None
    payment = enter(session, found.id)
    attempt = _find_attempt(session, payment, checkout)
    if attempt is None:
        log.error("payment %s: session %s belongs to no try", payment.reference, checkout.id)
        return None
    attempt.checked_at = now
    attempt.session_id, attempt.url = checkout.id, checkout.url
    attempt.intent_id = checkout.intent_id or attempt.intent_id
    state = judge(checkout, attempt, payment)
    if _RANKS[state] > _RANKS[AttemptState(attempt.state)]:
        attempt.state = state
        session.flush()
        _follow(session, subjects, payment, attempt, checkout, now)
    return attempt


def judge(checkout: Checkout, attempt: PaymentAttempt, payment: Payment) -> AttemptState:
    """What a session means for its try."""
    if checkout.is_paid:
        if (checkout.amount, checkout.currency) != (attempt.amount_yen, CURRENCY):
            return AttemptState.MISMATCH
        is_wanted = payment.state not in (*SETTLED, PaymentState.CANCELLED)
        return AttemptState.PAID if is_wanted else AttemptState.SURPLUS
    if checkout.status == "expired":
        return AttemptState.EXPIRED
    if checkout.status == "open":
        return AttemptState.OPEN
    lapsed = checkout.intent_status in ("requires_payment_method", "canceled")
    return AttemptState.FAILED if lapsed else AttemptState.PROCESSING


def _find_attempt(session: Session, payment: Payment, checkout: Checkout) -> PaymentAttempt | None:
    """By the number that the session carries: the answer that would have told us its id may have been lost."""
    own = PaymentAttempt.payment_id == payment.id
    attempt = session.exec(select(PaymentAttempt).where(own, PaymentAttempt.number == checkout.attempt)).first()
    if attempt is None or attempt.session_id not in (None, checkout.id):
        return None
    return attempt


def _follow(
    session: Session, subjects: Subjects, payment: Payment, attempt: PaymentAttempt, checkout: Checkout, now: datetime
) -> None:
    state = AttemptState(attempt.state)
    if state is AttemptState.MISMATCH:
        log.error(
            "payment %s: %d %s were paid instead of %d yen",
            payment.reference,
            checkout.amount,
            checkout.currency,
            attempt.amount_yen,
        )
    elif state is AttemptState.SURPLUS:
        log.warning("payment %s: paid once more by try %d, which is given back", payment.reference, attempt.number)
        add_surplus_refund(session, payment, attempt, now)
        subjects.tell(session, payment, "surplus")
    elif state is AttemptState.PAID:
        payment.amount_yen, payment.paid_at, payment.method = attempt.amount_yen, now, checkout.method
        _move(session, subjects, payment, PaymentState.PAID, "paid", now)
    elif state is AttemptState.PROCESSING and payment.state == PaymentState.OPEN:
        payment.pay_by = checkout.pay_by
        _move(session, subjects, payment, PaymentState.PROCESSING, "waiting", now)
    elif state is AttemptState.FAILED and payment.state in (PaymentState.OPEN, PaymentState.PROCESSING):
        _move(session, subjects, payment, PaymentState.FAILED, "failed", now)
    elif state is AttemptState.EXPIRED and payment.state == PaymentState.OPEN and not attempt.is_withdrawn:
        _move(session, subjects, payment, PaymentState.EXPIRED, "expired", now)


def _move(session: Session, subjects: Subjects, payment: Payment, state: PaymentState, key: str, now: datetime) -> None:
    payment.state, payment.changed_at = state, now
    if state is not PaymentState.PROCESSING:
        payment.pay_by = None
    session.flush()
    subjects.note_change(session, payment, key)
