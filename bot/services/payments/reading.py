"""Payments as staff read them: the list, one with all that happened to it, and what needs people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, text, tuple_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from bot.errors import NotFound
from bot.models.payments import (
    Payment,
    PaymentAttempt,
    PaymentComparison,
    PaymentEvent,
    PaymentRefund,
    RefundState,
)

PAGE = 50
MOST = 100  # that need people, at once: who looks at them makes room
# Literals, so that both databases use the partial indexes.
_IS_MISMATCH = text("payment_attempt.state = 'mismatch'")
_HAS_FAILED = text("payment_refund.state = 'failed'")


@dataclass(frozen=True)
class Wanted:
    """Which payments; what is empty does not matter. Changed from `since` (included) to `until` (not)."""

    state: str = ""
    reference: str = ""
    since: datetime | None = None
    until: datetime | None = None

    def list_conditions(self) -> Iterator[ColumnElement[bool]]:
        if self.state:
            yield col(Payment.state) == self.state
        if self.reference:
            yield col(Payment.reference) == self.reference
        if self.since:
            yield col(Payment.changed_at) >= self.since
        if self.until:
            yield col(Payment.changed_at) < self.until


@dataclass(frozen=True)
class Position:
    """A payment's place in the list."""

    at: datetime
    id: int


@dataclass(frozen=True)
class Page:
    """The last changed first, and where the older ones go on; `older` is None on the last page."""

    payments: Sequence[Payment]
    older: Position | None


def list_payments(session: Session, wanted: Wanted, after: Position | None = None, size: int = PAGE) -> Page:
    """The page that follows `after`, the first without it. As fast with a million payments as with ten."""
    order = (col(Payment.changed_at), col(Payment.id))
    statement = select(Payment).where(*wanted.list_conditions())
    if after:
        # The first alone is in the index; PostgreSQL and SQLite both begin at it.
        statement = statement.where(order[0] <= after.at, tuple_(*order) < (after.at, after.id))
    found = session.exec(statement.order_by(*(column.desc() for column in order)).limit(size + 1)).all()
    payments = found[:size]
    is_last = len(found) == len(payments)
    return Page(payments, None if is_last else Position(payments[-1].changed_at, payments[-1].id or 0))


def get_payment(session: Session, payment_id: int) -> Payment:
    """Raises NotFound."""
    found = session.get(Payment, payment_id)
    if found is None:
        raise NotFound(f"payment {payment_id}")
    return found


@dataclass(frozen=True)
class History:
    """Tries and refunds in their order, and what the provider told us of them, in the order it happened."""

    attempts: Sequence[PaymentAttempt]
    refunds: Sequence[PaymentRefund]
    events: Sequence[PaymentEvent]


def find_history(session: Session, payment: Payment) -> History:
    tries = select(PaymentAttempt).where(PaymentAttempt.payment_id == payment.id)
    attempts = session.exec(tries.order_by(col(PaymentAttempt.number))).all()
    given = select(PaymentRefund).where(PaymentRefund.payment_id == payment.id)
    refunds = session.exec(given.order_by(col(PaymentRefund.id))).all()
    objects = [*(one.session_id for one in attempts), *(one.refund_id for one in refunds)]
    told = select(PaymentEvent).where(col(PaymentEvent.object_id).in_([id for id in objects if id]))
    events = session.exec(told.order_by(col(PaymentEvent.created_at), col(PaymentEvent.id))).all()
    return History(attempts, refunds, events)


def list_mismatches(session: Session) -> Sequence[tuple[Payment, PaymentAttempt]]:
    """Tries that were paid with another sum than was asked, of which nothing was given back yet."""
    given = exists().where(
        col(PaymentRefund.attempt_id) == col(PaymentAttempt.id), col(PaymentRefund.state) != RefundState.FAILED
    )
    statement = (
        select(Payment, PaymentAttempt)
        .join(PaymentAttempt, col(PaymentAttempt.payment_id) == col(Payment.id))
        .where(_IS_MISMATCH, ~given)
        .order_by(col(PaymentAttempt.id).desc())
        .limit(MOST)
    )
    return session.exec(statement).all()


def list_failed_refunds(session: Session) -> Sequence[tuple[Payment, PaymentRefund]]:
    """Refunds that failed and after which none was asked for again."""
    later = aliased(PaymentRefund)
    again = exists().where(
        col(later.payment_id) == col(PaymentRefund.payment_id), col(later.id) > col(PaymentRefund.id)
    )
    statement = (
        select(Payment, PaymentRefund)
        .join(PaymentRefund, col(PaymentRefund.payment_id) == col(Payment.id))
        .where(_HAS_FAILED, ~again)
        .order_by(col(PaymentRefund.id).desc())
        .limit(MOST)
    )
    return session.exec(statement).all()


def find_comparison(session: Session) -> PaymentComparison | None:
    """The last one with the provider; None before the first."""
    return session.get(PaymentComparison, 1)
