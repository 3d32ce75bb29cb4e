"""Payments as a city service sees them: opened, looked up, cancelled. Nobody is asked outside the house here."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.db import insert_if_new
from bot.errors import NotFound
from bot.models.payments import PAYABLE, Payment, PaymentState
from bot.services.payments.subjects import NotPayable, Quote

_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that is taken for another


def open_payment(
    session: Session,
    kind: str,
    subject_id: int,
    quote: Quote,
    *,
    language: str,
    conversation_id: int | None,
    now: datetime,
) -> Payment:
    """The payment of this subject, in the caller's transaction: made when there is none, else the one there is.

    Raises ValueError for an amount that is not positive.
    """
    if quote.amount_yen <= 0:
        raise ValueError("a payment is for at least one yen")
    values = {
        "reference": make_reference(),
        "subject_kind": kind,
        "subject_id": subject_id,
        "amount_yen": quote.amount_yen,
        "lines": quote.to_json(),
        "language": language,
        "state": PaymentState.OPEN,
        "refunded_yen": 0,
        "attempts": 0,
        "method": "",
        "conversation_ref": conversation_id,
        "created_at": now,
        "changed_at": now,
    }
    insert_if_new(session, Payment, values)
    found = find_payment(session, kind, subject_id)
    assert found is not None
    return found


def make_reference() -> str:
    """An order number, such as `P-7KQ2M-9XF4B-T3HZD`: unguessable, and fit to be read out."""
    return "-".join(["P", *("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(3))])


def find_payment(session: Session, kind: str, subject_id: int) -> Payment | None:
    """The payment of this subject, if one was opened."""
    statement = select(Payment).where(Payment.subject_kind == kind, Payment.subject_id == subject_id)
    return session.exec(statement).first()


def find_by_reference(session: Session, reference: str) -> Payment | None:
    return session.exec(select(Payment).where(Payment.reference == reference)).first()


def enter(session: Session, payment_id: int) -> Payment:
    """The payment, locked and as it is now, until the transaction ends. Raises NotFound."""
    statement = select(Payment).where(col(Payment.id) == payment_id)
    found = session.exec(lock(statement), execution_options={"populate_existing": True}).first()
    if found is None:
        raise NotFound(f"payment {payment_id}")
    return found


def lock(statement: SelectOfScalar[Payment]) -> SelectOfScalar[Payment]:
    """Whoever changes a payment holds its row (SQLite: the whole database is locked anyway)."""
    return statement.with_for_update()


def cancel_payment(session: Session, payment_id: int, now: datetime) -> Payment:
    """Nobody may pay it any more, in the caller's transaction; an open page at the provider is closed by and by.

    What is paid all the same is given back. Raises NotPayable when it was paid already: ask for a refund then.
    """
    payment = enter(session, payment_id)
    if payment.state not in (*PAYABLE, PaymentState.PROCESSING, PaymentState.CANCELLED):
        raise NotPayable(payment.state)
    payment.state, payment.changed_at, payment.pay_by = PaymentState.CANCELLED, now, None
    return payment
