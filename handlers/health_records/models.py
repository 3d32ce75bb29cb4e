"""Health records of the city, who may see them, and how they prove who they are.

What a record says is sealed value by value. No table here has a `conversation_id`: records are the city's by law, and
do not go when a citizen has a conversation deleted.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, Integer, UniqueConstraint
from sqlmodel import Field, SQLModel

import bot.models.forms  # tables that keys point to, whoever imports this first
import bot.models.reservations  # noqa: F401
from bot.models.columns import UtcDateTime
from bot.models.sealed import SealedDate, SealedJson, SealedText, blind_index


def _person_key(*, index: bool | None = None) -> Column[int]:
    return Column(Integer, ForeignKey("health_person.id", ondelete="CASCADE"), index=index, nullable=False)


def _account_key(*, index: bool | None = None) -> Column[int]:
    return Column(Integer, ForeignKey("health_account.id", ondelete="CASCADE"), index=index, nullable=False)


class RecordKind(StrEnum):
    CHECKUP = "checkup"
    VACCINATION = "vaccination"
    SCREENING = "screening"
    EXPENSE_SUPPORT = "expense_support"


class Relation(StrEnum):
    """What somebody is to the person whose records they see."""

    SELF = "self"
    PARENT = "parent"
    PROXY = "proxy"


class HealthPerson(SQLModel, table=True):
    """Somebody in the city's health system, which knows them by `number`. `match_key` finds who an identity provider
    says: the reading of the name and the date of birth. `pregnancy` is when a child is to be born, and whether that is
    over (`service/pregnancies.py`)."""

    __tablename__ = "health_person"

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(sa_column=Column(SealedText("health_person.number"), nullable=False))
    number_index: str = Field(sa_column=blind_index("number", unique=True, nullable=False))
    name: str = Field(sa_column=Column(SealedText("health_person.name"), nullable=False))
    kana: str = Field(sa_column=Column(SealedText("health_person.kana"), nullable=False))
    match_key: str = Field(sa_column=Column(SealedText("health_person.match_key"), nullable=False))
    match_key_index: str = Field(sa_column=blind_index("match_key", index=True, nullable=False))
    birth_date: date = Field(sa_column=Column(SealedDate("health_person.birth_date"), nullable=False))
    sex: str = Field(sa_column=Column(SealedText("health_person.sex"), nullable=False))
    district: str = Field(default="", sa_column=Column(SealedText("health_person.district"), nullable=False))
    pregnancy: str | None = Field(default=None, sa_column=Column(SealedText("health_person.pregnancy")))
    is_moved_away: bool = False
    is_protected: bool = False  # from somebody of the family: nobody else sees the records
    changed_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


class HealthEvent(SQLModel, table=True):
    """One row of the health system. `row_key` says which one it is, so that a corrected row takes its place: whose, of
    what kind and code, and which dose or day."""

    __tablename__ = "health_event"
    __table_args__ = (Index("ix_health_event_person", "person_id", "kind"),)

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(
        sa_column=Column(Integer, ForeignKey("health_person.id", ondelete="CASCADE"), nullable=False)
    )
    kind: str
    row_key: str = Field(sa_column=Column(SealedText("health_event.row_key"), nullable=False))
    row_key_index: str = Field(sa_column=blind_index("row_key", unique=True, nullable=False))
    code: str = Field(sa_column=Column(SealedText("health_event.code"), nullable=False))
    dose: str = Field(default="", sa_column=Column(SealedText("health_event.dose"), nullable=False))
    held_on: date = Field(sa_column=Column(SealedDate("health_event.held_on"), nullable=False))
    until: date | None = Field(default=None, sa_column=Column(SealedDate("health_event.until")))  # of expense support
    result: str = Field(default="", sa_column=Column(SealedText("health_event.result"), nullable=False))
    lot: str = Field(default="", sa_column=Column(SealedText("health_event.lot"), nullable=False))
    place: str = Field(default="", sa_column=Column(SealedText("health_event.place"), nullable=False))
    measures: Any = Field(default=None, sa_column=Column(SealedJson("health_event.measures")))  # height_mm, weight_g
    import_id: int | None = Field(
        default=None, sa_column=Column(Integer, ForeignKey("health_import.id", ondelete="SET NULL"))
    )
    row_number: int = 0  # in that file
    changed_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


class RuleState(StrEnum):
    PROPOSED = "proposed"
    CONFIRMED = "confirmed"  # of each rule one at most: plans are computed by it
    DECLINED = "declined"
    REPLACED = "replaced"


class HealthRule(SQLModel, table=True):
    """A version of a rule of what is due, as its file said, and who of the city's doctors and nurses decided on it."""

    __tablename__ = "health_rule"
    __table_args__ = (UniqueConstraint("rule_id", "digest", name="uq_health_rule_rule_id_digest"),)

    id: int | None = Field(default=None, primary_key=True)
    rule_id: str
    digest: str  # of the text
    text: str
    state: str = Field(default=RuleState.PROPOSED, index=True)
    proposed_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    decided_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    decided_by: int | None = None  # the member of staff
    profession: str = ""


class HealthReminder(SQLModel, table=True):
    """That an account wants to be told before somebody's time for something ends. `told` are those it was told of."""

    __tablename__ = "health_reminder"
    __table_args__ = (UniqueConstraint("account_id", "person_id", name="uq_health_reminder_account_person"),)

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(sa_column=_account_key())
    person_id: int = Field(sa_column=_person_key(index=True))
    language: str
    since: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    looked_on: date | None = None
    told: Any = Field(default=None, sa_column=Column(SealedJson("health_reminder.told")))


class HealthRelation(SQLModel, table=True):
    """A parent and a child, as the health system or an approved form says."""

    __tablename__ = "health_relation"
    __table_args__ = (UniqueConstraint("parent_id", "child_id", name="uq_health_relation_parent_child"),)

    id: int | None = Field(default=None, primary_key=True)
    parent_id: int = Field(
        sa_column=Column(Integer, ForeignKey("health_person.id", ondelete="CASCADE"), nullable=False)
    )
    child_id: int = Field(
        sa_column=Column(Integer, ForeignKey("health_person.id", ondelete="CASCADE"), index=True, nullable=False)
    )
    made_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


class ImportState(StrEnum):
    RUNNING = "running"  # or interrupted: the same file again is harmless
    DONE = "done"


class HealthImport(SQLModel, table=True):
    """One file that was taken over, in numbers."""

    __tablename__ = "health_import"

    id: int | None = Field(default=None, primary_key=True)
    file_name: str = Field(sa_column=Column(SealedText("health_import.file_name"), nullable=False))
    kind: str
    state: str = ImportState.RUNNING
    rows: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    refused: int = 0
    began_at: datetime = Field(sa_column=Column(UtcDateTime, index=True, nullable=False))
    ended_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))


class HealthFinding(SQLModel, table=True):
    """What was noticed about one row of a file; no value of the row is in it."""

    __tablename__ = "health_finding"

    id: int | None = Field(default=None, primary_key=True)
    import_id: int = Field(
        sa_column=Column(Integer, ForeignKey("health_import.id", ondelete="CASCADE"), index=True, nullable=False)
    )
    row_number: int
    column: str
    what: str  # the text key's end: `admin_finding_<what>`
    is_refused: bool = False


class HealthAccount(SQLModel, table=True):
    """An account with the city that came to see records, and how it shows its second step."""

    __tablename__ = "health_account"

    id: int | None = Field(default=None, primary_key=True)
    account: str = Field(sa_column=Column(SealedText("health_account.account"), nullable=False))
    account_index: str = Field(sa_column=blind_index("account", unique=True, nullable=False))
    mail: str | None = Field(default=None, sa_column=Column(SealedText("health_account.mail")))
    wrong_codes: int = 0  # since the last right one, or since staff unlocked it
    wait_until: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    locked_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    came_by_link_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))  # links before are over
    made_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


class HealthAccess(SQLModel, table=True):
    """Whose records an account may see. `how` is `code` or `provider` for oneself, `form` for what staff approved."""

    __tablename__ = "health_access"
    __table_args__ = (UniqueConstraint("account_id", "person_id", name="uq_health_access_account_person"),)

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(sa_column=_account_key())
    person_id: int = Field(sa_column=_person_key(index=True))
    relation: str
    how: str
    since: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    until: date | None = None  # the last day
    ended_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))


class HealthCode(SQLModel, table=True):
    """A code that staff gave or posted to one person, by which an account proves once that it is theirs."""

    __tablename__ = "health_code"

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(sa_column=_person_key(index=True))
    code_hash: str = Field(unique=True)
    made_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    until: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    used_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    ended_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))  # a newer one was made


class HealthPasskey(SQLModel, table=True):
    """A device of the citizen's."""

    __tablename__ = "health_passkey"

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(sa_column=_account_key(index=True))
    name: str
    credential_id: str = Field(unique=True)
    public_key: str
    sign_count: int = 0
    made_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    used_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))


class HealthMailCode(SQLModel, table=True):
    """Six digits that were sent to an address: to see records, or to register the address."""

    __tablename__ = "health_mail_code"

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(sa_column=_account_key(index=True))
    mail: str = Field(sa_column=Column(SealedText("health_mail_code.mail"), nullable=False))
    code_hash: str
    tries: int = 0
    made_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    used_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))


class HealthVisit(SQLModel, table=True):
    """A browser in which somebody signed in. Records are shown until `fresh_until` alone."""

    __tablename__ = "health_visit"

    id: int | None = Field(default=None, primary_key=True)
    key_hash: str = Field(unique=True)
    account_id: int = Field(sa_column=_account_key(index=True))
    began_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    until: datetime = Field(sa_column=Column(UtcDateTime, index=True, nullable=False))
    fresh_until: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    may_register: bool = False  # a second step: a code was just shown, or the second step
    challenge: str = ""  # that the browser's passkey signs once
    challenge_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    kept: Any = Field(default=None, sa_column=Column(SealedJson("health_visit.kept")))  # while at an identity provider


class RequestKind(StrEnum):
    CORRECTION = "correction"
    PARENT = "parent"
    PROXY = "proxy"


class RequestState(StrEnum):
    OPEN = "open"
    APPROVED = "approved"
    ANSWERED = "answered"
    DECLINED = "declined"


class HealthRequest(SQLModel, table=True):
    """What a citizen asks of the records' keepers: a correction, or to see a child's or somebody else's."""

    __tablename__ = "health_request"

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(unique=True)
    kind: str
    state: str = Field(default=RequestState.OPEN, index=True)
    account_id: int = Field(sa_column=_account_key(index=True))
    person_id: int | None = Field(  # whose records; of a form, once staff have found them
        default=None, sa_column=Column(Integer, ForeignKey("health_person.id", ondelete="CASCADE"))
    )
    entry_id: int | None = Field(  # the form that was sent
        default=None, sa_column=Column(Integer, ForeignKey("form_entry.id", ondelete="SET NULL"), unique=True)
    )
    wish: str = Field(default="", sa_column=Column(SealedText("health_request.wish"), nullable=False))
    answer: str = Field(default="", sa_column=Column(SealedText("health_request.answer"), nullable=False))
    made_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    answered_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))


class HealthAppointment(SQLModel, table=True):
    """Somebody's place at a time of the health centre, or that they wait for one. The engine's rows beside it know no
    conversation, so that nothing says whose LINE it is. `open_key` is the person and what it is for, as long as it
    stands: of each there is one."""

    __tablename__ = "health_appointment"

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(sa_column=_account_key(index=True))  # who booked, and is told
    person_id: int = Field(sa_column=_person_key(index=True))
    item: str = Field(sa_column=Column(SealedText("health_appointment.item"), nullable=False))
    open_key: str | None = Field(default=None, sa_column=Column(SealedText("health_appointment.open_key")))
    open_key_index: str | None = Field(default=None, sa_column=blind_index("open_key", unique=True))
    reservation_id: int | None = Field(
        default=None, sa_column=Column(Integer, ForeignKey("reservation.id", ondelete="SET NULL"), unique=True)
    )
    wait_id: int | None = Field(
        default=None, sa_column=Column(Integer, ForeignKey("reservation_wait.id", ondelete="SET NULL"), unique=True)
    )
    language: str
    made_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


class PauseState(StrEnum):
    PROPOSED = "proposed"
    CONFIRMED = "confirmed"  # plans are computed with it
    DECLINED = "declined"


class HealthPause(SQLModel, table=True):
    """A long illness in which somebody could not be vaccinated, as a file or a member of staff says. Another one of the
    city's doctors and nurses decides on it. `pause_key` is the person and when it began."""

    __tablename__ = "health_pause"

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(sa_column=_person_key(index=True))
    pause_key: str = Field(sa_column=Column(SealedText("health_pause.pause_key"), nullable=False))
    pause_key_index: str = Field(sa_column=blind_index("pause_key", unique=True, nullable=False))
    began_on: date = Field(sa_column=Column(SealedDate("health_pause.began_on"), nullable=False))
    ended_on: date = Field(sa_column=Column(SealedDate("health_pause.ended_on"), nullable=False))
    kind: str = Field(sa_column=Column(SealedText("health_pause.kind"), nullable=False))
    reason: str = Field(default="", sa_column=Column(SealedText("health_pause.reason"), nullable=False))
    state: str = Field(default=PauseState.PROPOSED, index=True)
    entered_by: int | None = None  # the member of staff; none for a file
    decided_by: int | None = None
    profession: str = ""
    made_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    decided_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
