"""Payments: what is paid for, each try to pay it, what was given back, and what the provider told us.

Nothing here is personal: who ordered is known to the city service alone. So the rows stay for the accounts when a
citizen's data goes; `conversation_ref` is no foreign key, and not called conversation_id, for that reason.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, ForeignKey, Index, Integer, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from bot.models.columns import UtcDateTime


class PaymentState(StrEnum):
    OPEN = "open"  # nobody has paid yet
    PROCESSING = "processing"  # a voucher for the convenience store is out
    PAID = "paid"
    PARTLY_REFUNDED = "partly_refunded"
    REFUNDED = "refunded"
    EXPIRED = "expired"  # the try ran out; it can be paid again
    FAILED = "failed"  # the voucher was not paid in time; it can be paid again
    CANCELLED = "cancelled"  # nobody may pay it any more


PAYABLE = (PaymentState.OPEN, PaymentState.EXPIRED, PaymentState.FAILED)
SETTLED = (PaymentState.PAID, PaymentState.PARTLY_REFUNDED, PaymentState.REFUNDED)


class AttemptState(StrEnum):
    CREATED = "created"  # the provider may not know of it yet
    OPEN = "open"
    PROCESSING = "processing"
    EXPIRED = "expired"
    FAILED = "failed"
    PAID = "paid"
    SURPLUS = "surplus"  # paid though the payment was paid already, or cancelled: it is given back
    MISMATCH = "mismatch"  # paid with another amount or currency than was asked: staff must look


LIVE = (AttemptState.CREATED, AttemptState.OPEN, AttemptState.PROCESSING)
HAS_MONEY = (AttemptState.PAID, AttemptState.SURPLUS, AttemptState.MISMATCH)


class RefundState(StrEnum):
    REQUESTED = "requested"  # the provider may not know of it yet
    PENDING = "pending"  # on its way, or the citizen must name a bank account
    SUCCEEDED = "succeeded"
    FAILED = "failed"


class EventState(StrEnum):
    ACCEPTED = "accepted"
    DONE = "done"
    FAILED = "failed"  # given up after its attempts; reconciliation looks at the object itself


class Payment(SQLModel, table=True):
    """One for each thing that is paid for; `reference` is the order number that the citizen and the provider see."""

    __tablename__ = "payment"
    __table_args__ = (
        UniqueConstraint("subject_kind", "subject_id"),
        CheckConstraint("amount_yen > 0", name="amount_is_positive"),
        CheckConstraint("refunded_yen >= 0 AND refunded_yen <= amount_yen", name="refunded_is_no_more_than_paid"),
        Index("ix_payment_state", "state", "changed_at"),
        Index("ix_payment_changed", "changed_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    reference: str = Field(unique=True)
    subject_kind: str
    subject_id: int
    amount_yen: int
    lines: Any = Field(
        sa_column=Column(JSON, nullable=False)
    )  # [{"text_key", "count", "yen"}], which add up to amount_yen
    language: str
    state: str = PaymentState.OPEN
    refunded_yen: int = 0  # of refunds that succeeded
    attempts: int = 0
    method: str = ""  # how it was paid: `card`, `link`, `paypay`, `konbini`
    pay_by: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))  # while a voucher is out
    conversation_ref: int | None = None  # where the citizen is told
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    changed_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    paid_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))


class PaymentAttempt(SQLModel, table=True):
    """One Checkout session. Order and number are its idempotency key; at most one of a payment is live."""

    __tablename__ = "payment_attempt"
    __table_args__ = (
        UniqueConstraint("payment_id", "number"),
        Index(
            "ix_payment_attempt_live",
            "payment_id",
            unique=True,
            sqlite_where=text("state IN ('created', 'open', 'processing')"),
            postgresql_where=text("state IN ('created', 'open', 'processing')"),
        ),
        Index(
            "ix_payment_attempt_paid",
            "payment_id",
            unique=True,
            sqlite_where=text("state = 'paid'"),
            postgresql_where=text("state = 'paid'"),
        ),
        Index(
            "ix_payment_attempt_mismatch",
            "id",
            sqlite_where=text("state = 'mismatch'"),
            postgresql_where=text("state = 'mismatch'"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    payment_id: int = Field(sa_column=Column(Integer, ForeignKey("payment.id"), nullable=False))
    number: int
    amount_yen: int
    language: str
    state: str = AttemptState.CREATED
    session_id: str | None = Field(default=None, unique=True)
    url: str = ""
    is_withdrawn: bool = False  # we close its page ourselves: that it expired is nobody's news
    intent_id: str = Field(default="", index=True)
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    expires_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    checked_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False, index=True))  # with the provider


class PaymentRefund(SQLModel, table=True):
    """Money on its way back. `key` is its idempotency key; of one made at the provider it is the provider's id."""

    __tablename__ = "payment_refund"
    __table_args__ = (
        CheckConstraint("amount_yen > 0", name="amount_is_positive"),
        Index(
            "ix_payment_refund_waiting",
            "id",
            sqlite_where=text("state IN ('requested', 'pending')"),
            postgresql_where=text("state IN ('requested', 'pending')"),
        ),
        Index(
            "ix_payment_refund_failed",
            "id",
            sqlite_where=text("state = 'failed'"),
            postgresql_where=text("state = 'failed'"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    payment_id: int = Field(sa_column=Column(Integer, ForeignKey("payment.id"), index=True, nullable=False))
    attempt_id: int = Field(sa_column=Column(Integer, ForeignKey("payment_attempt.id"), nullable=False))
    key: str = Field(unique=True)
    amount_yen: int
    reason: str = ""  # for staff: in their words, or `surplus`, or what the provider says
    requested_by: str = ""  # a member's id; empty: the counter itself, or somebody at the provider
    state: str = RefundState.REQUESTED
    refund_id: str | None = Field(default=None, unique=True)
    failure_reason: str = ""
    attempts: int = 0
    leased_by: str = ""
    leased_until: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    changed_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


class PaymentEvent(SQLModel, table=True):
    """A payment event: that something happened at the provider. What it is now is fetched before anything is done."""

    __tablename__ = "payment_event"
    __table_args__ = (
        Index(
            "ix_payment_event_waiting",
            "id",
            sqlite_where=text("state = 'accepted'"),
            postgresql_where=text("state = 'accepted'"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    event_id: str = Field(unique=True)
    kind: str
    object_id: str = Field(index=True)
    origin: str  # `webhook`, or `reconciliation` for one whose webhook was lost
    state: str = EventState.ACCEPTED
    attempts: int = 0
    leased_by: str = ""
    leased_until: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))  # at the provider
    received_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


class PaymentLook(SQLModel, table=True):
    """Up to when the provider's events were looked through: one row."""

    __tablename__ = "payment_look"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: int = Field(default=1, primary_key=True)
    looked_until: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


class PaymentComparison(SQLModel, table=True):
    """The last comparison with the provider, for staff to read: one row."""

    __tablename__ = "payment_comparison"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: int = Field(default=1, primary_key=True)
    made_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    report: Any = Field(sa_column=Column(JSON, nullable=False))  # as `madoguchi payments reconcile --json` says it
