"""The daily comparison: every payment and refund here and at the provider, and what differs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from bot.clients.stripe import Checkout, StripeRefund
from bot.db import insert_if_new
from bot.models.payments import (
    HAS_MONEY,
    AttemptState,
    Payment,
    PaymentAttempt,
    PaymentComparison,
    PaymentRefund,
    RefundState,
)
from bot.services.payments.cashier import Cashier
from bot.services.payments.differences import Difference, Kind
from bot.services.payments.refunds import settle_refund
from bot.services.payments.settling import CURRENCY

LONGEST_UNPAID = timedelta(days=6)  # from the making of a session to the last hour of its voucher


@dataclass(frozen=True)
class Report:
    """What was compared, and what differs; sums are of what was paid and given back, in yen."""

    since: datetime
    payments: int
    paid_here_yen: int
    paid_there_yen: int
    refunded_here_yen: int
    refunded_there_yen: int
    differences: tuple[Difference, ...]

    @property
    def is_even(self) -> bool:
        """Nothing is left for people to look at."""
        return all(difference.is_repaired for difference in self.differences)

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "since": self.since.isoformat(), "is_even": self.is_even}


def make_report(cashier: Cashier, since: datetime) -> Report:
    """Compare all that was paid since then, repair what is safe, and compare once more, for staff to read.

    Raises TemporaryFault.
    """
    checkouts = [one for one in cashier.stripe.list_checkouts(since - LONGEST_UNPAID) if one.is_paid]
    refunds = cashier.stripe.list_refunds(since - LONGEST_UNPAID)
    repaired = (*_repair_payments(cashier, checkouts), *_repair_refunds(cashier, refunds))
    with cashier.database.read() as session:
        rows = _list_paid(session, since - LONGEST_UNPAID)
        given = _list_refunds(session, since - LONGEST_UNPAID)
        left = (*_compare_payments(rows, checkouts, since), *_compare_refunds(given, refunds, since))
        report = Report(
            since=since,
            payments=len(rows),
            paid_here_yen=sum(attempt.amount_yen for _, attempt in rows),
            paid_there_yen=sum(one.amount for one in checkouts if one.currency == CURRENCY),
            refunded_here_yen=sum(one.amount_yen for _, one in given if one.state == RefundState.SUCCEEDED),
            refunded_there_yen=sum(one.amount for one in refunds if one.status == "succeeded"),
            differences=(*repaired, *left),
        )
    _keep(cashier, report)
    return report


def _keep(cashier: Cashier, report: Report) -> None:
    """For the staff's page, in the place of the one before."""
    now = cashier.now()
    with cashier.database.write() as session:
        insert_if_new(session, PaymentComparison, {"id": 1, "made_at": now, "report": {}})
        own = session.get_one(PaymentComparison, 1)
        own.made_at, own.report = now, report.to_json()


def _repair_payments(cashier: Cashier, checkouts: list[Checkout]) -> Iterator[Difference]:
    for checkout in checkouts:
        with cashier.database.read() as session:
            own = _find_attempt(session, checkout)
            is_known = own is None or own.state in HAS_MONEY
        if not is_known:
            cashier.settle(checkout)
            yield Difference(Kind.NOT_HERE, checkout.reference, 0, checkout.amount, is_repaired=True)


def _repair_refunds(cashier: Cashier, refunds: list[StripeRefund]) -> Iterator[Difference]:
    for refund in refunds:
        with cashier.database.read() as session:
            known = session.exec(select(PaymentRefund).where(PaymentRefund.refund_id == refund.id)).first()
        with cashier.database.write() as session:
            own = settle_refund(session, cashier.subjects, refund, cashier.now())
        if known is None and own is not None:
            yield Difference(Kind.REFUND_NOT_HERE, refund.id, 0, refund.amount, is_repaired=True)


def _find_attempt(session: Session, checkout: Checkout) -> PaymentAttempt | None:
    statement = (
        select(PaymentAttempt)
        .join(Payment, col(Payment.id) == col(PaymentAttempt.payment_id))
        .where(Payment.reference == checkout.reference, PaymentAttempt.number == checkout.attempt)
    )
    return session.exec(statement).first()


def _list_paid(session: Session, since: datetime) -> list[tuple[Payment, PaymentAttempt]]:
    statement = (
        select(Payment, PaymentAttempt)
        .join(PaymentAttempt, col(PaymentAttempt.payment_id) == col(Payment.id))
        .where(col(PaymentAttempt.state).in_(HAS_MONEY), col(PaymentAttempt.created_at) >= since)
    )
    return list(session.exec(statement).all())


def _list_refunds(session: Session, since: datetime) -> list[tuple[Payment, PaymentRefund]]:
    statement = (
        select(Payment, PaymentRefund)
        .join(PaymentRefund, col(PaymentRefund.payment_id) == col(Payment.id))
        .where(col(PaymentRefund.created_at) >= since)
    )
    return list(session.exec(statement).all())


def _compare_payments(
    rows: list[tuple[Payment, PaymentAttempt]], checkouts: list[Checkout], since: datetime
) -> Iterator[Difference]:
    there = {one.id: one for one in checkouts}
    for payment, attempt in rows:
        found = there.pop(attempt.session_id or "", None)
        if found is None:
            if attempt.created_at >= since:
                yield Difference(Kind.NOT_THERE, payment.reference, attempt.amount_yen, 0)
        elif attempt.state == AttemptState.MISMATCH or (found.amount, found.currency) != (attempt.amount_yen, CURRENCY):
            yield Difference(Kind.AMOUNT, payment.reference, attempt.amount_yen, found.amount)
    for found in there.values():
        yield Difference(Kind.UNKNOWN, found.reference or found.id, 0, found.amount)


def _compare_refunds(
    rows: list[tuple[Payment, PaymentRefund]], refunds: list[StripeRefund], since: datetime
) -> Iterator[Difference]:
    there = {one.id: one for one in refunds}
    for payment, refund in rows:
        found = there.get(refund.refund_id or "")
        if refund.state == RefundState.FAILED:
            yield Difference(Kind.REFUND_FAILED, payment.reference, refund.amount_yen, 0)
        elif refund.state == RefundState.SUCCEEDED and found is None and refund.created_at >= since:
            yield Difference(Kind.REFUND_NOT_THERE, payment.reference, refund.amount_yen, 0)
        elif found is not None and found.amount != refund.amount_yen:
            yield Difference(Kind.AMOUNT, payment.reference, refund.amount_yen, found.amount)
