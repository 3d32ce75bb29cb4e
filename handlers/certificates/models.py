"""Applications for certificates, and every step of each.

What is personal (name, address, birth date, photo of a document) is in the form that was sent, encrypted; an
application says what was ordered and where it stands.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer
from sqlmodel import Field, SQLModel

import bot.models.conversation
import bot.models.forms  # noqa: F401  # the tables that keys point to, whoever imports this first
from bot.models.columns import UtcDateTime
from bot.models.vault import EncryptedText


class ApplicationState(StrEnum):
    DRAFT = "draft"  # ordered in the conversation; the form is not sent yet
    AWAITING_PAYMENT = "awaiting_payment"
    PAID = "paid"  # or to be paid at the counter: nobody has taken it up yet
    IN_REVIEW = "in_review"
    RETURNED = "returned"  # the citizen has one field to correct
    ISSUED = "issued"
    SENT = "sent"
    COLLECTED = "collected"
    CANCELLED = "cancelled"
    REFUND_PENDING = "refund_pending"
    REFUNDED = "refunded"
    REFUND_FAILED = "refund_failed"


WITH_CITIZEN = (ApplicationState.DRAFT, ApplicationState.AWAITING_PAYMENT, ApplicationState.RETURNED)
WITH_STAFF = (ApplicationState.PAID, ApplicationState.IN_REVIEW, ApplicationState.REFUND_FAILED)
OVER = (ApplicationState.SENT, ApplicationState.COLLECTED, ApplicationState.CANCELLED, ApplicationState.REFUNDED)


class Delivery(StrEnum):
    POST = "post"
    COUNTER = "counter"


class Paying(StrEnum):
    ONLINE = "online"
    COUNTER = "counter"  # when it is collected


class Relationship(StrEnum):
    """As whom one asks: what the law calls 本人等. Anybody else needs a letter of proxy and comes to a counter."""

    SELF = "self"
    HOUSEHOLD = "household"
    SPOUSE = "spouse"
    LINEAL = "lineal"  # parents, grandparents, children, grandchildren


class IdentityLevel(StrEnum):
    """How the city makes sure who asks; each certificate says which it needs."""

    PHOTO = "photo"  # staff look at the photo of a document
    VERIFIED = "verified"  # an identity provider has said who it is


class Application(SQLModel, table=True):
    """One order of one certificate. `number` is what citizens and staff call it."""

    __tablename__ = "certificate_application"
    __table_args__ = (
        CheckConstraint("copies > 0", name="copies_are_positive"),
        Index("ix_certificate_application_queue", "state", "due_at", "id"),
        Index("ix_certificate_application_made", "made_at"),
        Index("ix_certificate_application_holder", "staff_id", "state"),
        Index("ix_certificate_application_count", "state", "kind"),
        {"sqlite_autoincrement": True},  # its number is made of the id, so none is given twice
    )

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(default="", index=True)  # K-000042; empty while it is a draft
    conversation_id: int = Field(
        sa_column=Column(Integer, ForeignKey("conversation.id", ondelete="CASCADE"), index=True, nullable=False)
    )
    entry_id: int | None = Field(  # the form that was sent
        default=None, sa_column=Column(Integer, ForeignKey("form_entry.id", ondelete="SET NULL"), unique=True)
    )
    kind: str  # of the city's catalogue
    purpose: str = ""  # of the catalogue, when the citizen was led by one
    copies: int
    delivery: str
    counter: str = ""  # where it is collected, of the catalogue
    paying: str
    identity: str
    language: str
    source: str  # `line`, `web`; `staff` for one entered for a caller
    state: str = ApplicationState.DRAFT
    staff_id: int | None = None  # who has taken it up
    field: str = ""  # to be corrected, while it is returned
    reason: str = Field(default="", sa_column=Column(EncryptedText, nullable=False))  # to the citizen, of the last step
    tracking: str = Field(default="", sa_column=Column(EncryptedText, nullable=False))  # number of the postal service
    made_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    changed_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    due_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))  # promised; from when it is with staff
    received_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))  # when staff could begin
    issued_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))


class ApplicationStep(SQLModel, table=True):
    """One change of an application: its time line, for the citizen and for the figures."""

    __tablename__ = "certificate_step"

    id: int | None = Field(default=None, primary_key=True)
    conversation_id: int = Field(
        sa_column=Column(Integer, ForeignKey("conversation.id", ondelete="CASCADE"), index=True, nullable=False)
    )
    application_id: int = Field(
        sa_column=Column(
            Integer, ForeignKey("certificate_application.id", ondelete="CASCADE"), index=True, nullable=False
        )
    )
    state: str  # into which it came
    by: str  # `citizen`, `staff`, `system`
    staff_id: int | None = None
    field: str = ""
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
