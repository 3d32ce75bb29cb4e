"""Money given back: asked for here, carried out by the provider, which may fail."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import TYPE_CHECKING

from sqlmodel import Session, col, func, select

from bot.db import insert_if_new
from bot.errors import Refused
from bot.models.payments import (
    SETTLED,
    AttemptState,
    Payment,
    PaymentAttempt,
    PaymentRefund,
    PaymentState,
    RefundState,
)
from bot.services.audit import Action, Actor, record
from bot.services.payments.attempts import find_in
from bot.services.payments.opening import enter
from bot.services.payments.subjects import Subjects

if TYPE_CHECKING:
    from bot.clients.stripe import StripeRefund  # the SDK takes time and memory, which staff's pages don't need

log = logging.getLogger(__name__)

TOPIC = "payments"  # what the worker is woken by

_STATES = {"succeeded": RefundState.SUCCEEDED, "failed": RefundState.FAILED, "canceled": RefundState.FAILED}
_RANKS = {RefundState.REQUESTED: 0, RefundState.PENDING: 1, RefundState.SUCCEEDED: 2, RefundState.FAILED: 3}


class PaymentAction(Action):
    REFUND_REQUESTED = "payments.refund_requested"


def request_refund(
    session: Session,
    payment_id: int,
    amount_yen: int,
    *,
    reason: str,
    requested_by: str = "",
    by: Actor | None = None,
    now: datetime,
) -> PaymentRefund:
    """Give some or all of it back, in the caller's transaction; the worker asks the provider.

    With `by` the audit log has an entry of it, so call it last; without, whoever calls writes one of their own.
    Raises Refused for more than is left of what was paid.
    """
    payment = enter(session, payment_id)
    attempt = _find_paid(session, payment)
    if attempt is None:
        raise Refused("nothing was paid that could be given back")
    left = attempt.amount_yen - sum_refunds(session, attempt)
    if not 0 < amount_yen <= left:
        raise Refused(f"{amount_yen:,} yen can't be given back; {left:,} yen are left")
    refund = _add(session, payment, attempt, amount_yen, reason, by.id if by else requested_by, now)
    if by is not None:
        _note(session, by, payment, refund, now)
    return refund


def count_left(session: Session, payment: Payment) -> int:
    """Yen that can still be given back."""
    attempt = _find_paid(session, payment)
    return attempt.amount_yen - sum_refunds(session, attempt) if attempt else 0


def _find_paid(session: Session, payment: Payment) -> PaymentAttempt | None:
    return find_in(session, payment, (AttemptState.PAID,)) if payment.state in SETTLED else None


def _note(session: Session, by: Actor, payment: Payment, refund: PaymentRefund, now: datetime) -> None:
    record(
        session,
        by,
        PaymentAction.REFUND_REQUESTED,
        object_kind="payment",
        object_id=payment.reference,
        conversation_id=payment.conversation_ref,
        reason=refund.reason,
        new={"refund": refund.key, "yen": refund.amount_yen},
        now=now,
    )


def add_surplus_refund(session: Session, payment: Payment, attempt: PaymentAttempt, now: datetime) -> PaymentRefund:
    """Give all of a try back that nobody asked for. The payment's row is locked."""
    return _add(session, payment, attempt, attempt.amount_yen, "surplus", "", now)


def sum_refunds(session: Session, attempt: PaymentAttempt, *states: RefundState) -> int:
    """Yen of a try's refunds in these states; without any, of all that did not fail."""
    total = select(func.coalesce(func.sum(PaymentRefund.amount_yen), 0)).where(PaymentRefund.attempt_id == attempt.id)
    wanted = col(PaymentRefund.state).in_(states) if states else col(PaymentRefund.state) != RefundState.FAILED
    return int(session.exec(total.where(wanted)).one())


def list_given_back(session: Session, payment: Payment) -> list[PaymentRefund]:
    """What was given back of what the payment stands for, oldest first; of a surplus nothing is kept anyway."""
    statement = (
        select(PaymentRefund)
        .join(PaymentAttempt, col(PaymentAttempt.id) == col(PaymentRefund.attempt_id))
        .where(PaymentRefund.payment_id == payment.id, PaymentRefund.state == RefundState.SUCCEEDED)
        .where(PaymentAttempt.state == AttemptState.PAID)
        .order_by(col(PaymentRefund.changed_at), col(PaymentRefund.id))
    )
    return list(session.exec(statement).all())


def _add(
    session: Session, payment: Payment, attempt: PaymentAttempt, amount: int, reason: str, by: str, now: datetime
) -> PaymentRefund:
    assert payment.id is not None and attempt.id is not None
    count = session.exec(select(func.count()).select_from(PaymentRefund).where(PaymentRefund.payment_id == payment.id))
    refund = PaymentRefund(
        payment_id=payment.id,
        attempt_id=attempt.id,
        key=f"{payment.reference}-r{count.one() + 1}",
        amount_yen=amount,
        reason=reason,
        requested_by=by,
        created_at=now,
        changed_at=now,
    )
    session.add(refund)
    session.flush()
    return refund


def settle_refund(session: Session, subjects: Subjects, found: StripeRefund, now: datetime) -> PaymentRefund | None:
    """Take a refund over as it was fetched; one made at the provider is noted, too. None if it is not of ours."""
    attempt = session.exec(select(PaymentAttempt).where(PaymentAttempt.intent_id == found.intent_id)).first()
    if attempt is None or not found.intent_id:
        log.error("refund %s belongs to no try", found.id)
        return None
    payment = enter(session, attempt.payment_id)
    refund = _find_or_note(session, attempt, found, now)
    state = _STATES.get(found.status, RefundState.PENDING)
    if _RANKS[state] <= _RANKS[RefundState(refund.state)]:
        return refund
    refund.refund_id, refund.state, refund.changed_at = found.id, state, now
    refund.failure_reason = found.failure_reason
    refund.leased_by, refund.leased_until = "", None
    session.flush()
    _count(session, subjects, payment, refund, now)
    return refund


def fail_refund(session: Session, subjects: Subjects, refund: PaymentRefund, reason: str, now: datetime) -> None:
    """The provider will not do it."""
    payment = enter(session, refund.payment_id)
    refund.state, refund.failure_reason, refund.changed_at = RefundState.FAILED, reason, now
    session.add(refund)
    session.flush()
    _count(session, subjects, payment, refund, now)


def _find_or_note(session: Session, attempt: PaymentAttempt, found: StripeRefund, now: datetime) -> PaymentRefund:
    key = found.key or found.id
    by_key = select(PaymentRefund).where(
        (PaymentRefund.refund_id == found.id) | ((PaymentRefund.key == key) & (PaymentRefund.attempt_id == attempt.id))
    )
    known = session.exec(by_key).first()
    if known is None:
        values = {
            "payment_id": attempt.payment_id,
            "attempt_id": attempt.id,
            "key": found.id,
            "amount_yen": found.amount,
            "reason": found.reason,
            "requested_by": "",
            "state": RefundState.REQUESTED,
            "refund_id": found.id,
            "failure_reason": "",
            "attempts": 0,
            "leased_by": "",
            "created_at": now,
            "changed_at": now,
        }
        insert_if_new(session, PaymentRefund, values)
        known = session.exec(select(PaymentRefund).where(PaymentRefund.key == found.id)).one()
    return known


def _count(session: Session, subjects: Subjects, payment: Payment, refund: PaymentRefund, now: datetime) -> None:
    """What is left of the payment, and who is told."""
    paid, before = find_in(session, payment, (AttemptState.PAID,)), payment.refunded_yen
    if paid is not None and paid.id == refund.attempt_id and payment.state in SETTLED:
        payment.refunded_yen = min(sum_refunds(session, paid, RefundState.SUCCEEDED), payment.amount_yen)
        payment.state = _name_state(payment)
    if refund.state == RefundState.FAILED:
        log.error("payment %s: refund %s failed: %s", payment.reference, refund.id, refund.failure_reason)
    if refund.state == RefundState.FAILED or payment.refunded_yen != before:
        payment.changed_at = now
        session.flush()
        failed = refund.state == RefundState.FAILED
        subjects.note_change(session, payment, "refund_failed" if failed else "refunded")


def _name_state(payment: Payment) -> PaymentState:
    if payment.refunded_yen == 0:
        return PaymentState.PAID
    whole = payment.refunded_yen == payment.amount_yen
    return PaymentState.REFUNDED if whole else PaymentState.PARTLY_REFUNDED
