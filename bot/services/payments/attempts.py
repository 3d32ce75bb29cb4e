"""Tries to pay: at most one of a payment is live, and its order number and number are its idempotency key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from bot.models.payments import LIVE, PAYABLE, AttemptState, Payment, PaymentAttempt, PaymentState
from bot.services.payments.opening import enter
from bot.services.payments.subjects import NotPayable, Quote

LIFE = timedelta(hours=12)  # of a page at the provider, which allows half an hour to a day
ENOUGH = timedelta(minutes=10)  # a page that ends sooner is not handed out any more


@dataclass(frozen=True)
class Plan:
    """What to do for a citizen who wants to pay: use `attempt`, or close it first where it `is_stale`."""

    attempt: PaymentAttempt
    is_stale: bool


def plan_attempt(session: Session, payment: Payment, quote: Quote, now: datetime) -> Plan:
    """The live try of a locked payment, or a new one over what it costs now.

    Raises NotPayable when it is paid, waits for the store, was cancelled, or has a try that staff must look at.
    """
    if payment.state not in PAYABLE:
        raise NotPayable(payment.state)
    if find_in(session, payment, (AttemptState.MISMATCH,)):
        raise NotPayable(AttemptState.MISMATCH)
    live = find_in(session, payment, LIVE)
    if live is not None:
        return Plan(live, live.amount_yen != quote.amount_yen or live.expires_at <= now + ENOUGH)
    return Plan(_begin(session, payment, quote, now), is_stale=False)


def _begin(session: Session, payment: Payment, quote: Quote, now: datetime) -> PaymentAttempt:
    payment.attempts += 1
    payment.amount_yen, payment.lines = quote.amount_yen, quote.to_json()
    payment.state, payment.changed_at = PaymentState.OPEN, now
    assert payment.id is not None
    attempt = PaymentAttempt(
        payment_id=payment.id,
        number=payment.attempts,
        amount_yen=quote.amount_yen,
        language=payment.language,
        created_at=now,
        expires_at=now + LIFE,
        checked_at=now,
    )
    session.add(attempt)
    session.flush()
    return attempt


def find_in(session: Session, payment: Payment, states: tuple[AttemptState, ...]) -> PaymentAttempt | None:
    """The newest try of a payment in one of these states."""
    statement = (
        select(PaymentAttempt)
        .where(PaymentAttempt.payment_id == payment.id, col(PaymentAttempt.state).in_(states))
        .order_by(col(PaymentAttempt.number).desc())
    )
    return session.exec(statement).first()


def forget_session(session: Session, session_id: str, now: datetime) -> None:
    """The live try with this session ends, and the payment can be paid by another."""
    attempt = session.exec(select(PaymentAttempt).where(PaymentAttempt.session_id == session_id)).first()
    if attempt is None:
        return
    payment = enter(session, attempt.payment_id)
    session.refresh(attempt)
    if attempt.state in LIVE:
        attempt.state, attempt.checked_at = AttemptState.EXPIRED, now
        if payment.state in (PaymentState.OPEN, PaymentState.PROCESSING):
            payment.state, payment.changed_at, payment.pay_by = PaymentState.EXPIRED, now, None


def give_up(session: Session, attempt: PaymentAttempt, now: datetime) -> None:
    """A try whose page nobody was ever shown: there is nothing to pay by."""
    if attempt.state == AttemptState.CREATED:
        attempt.state, attempt.checked_at = AttemptState.EXPIRED, now
        session.add(attempt)
