"""Members of staff: who they are, what they may do, where they are signed in, and how they prove it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, ForeignKey, Integer, UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.models.columns import UtcDateTime
from bot.models.vault import EncryptedText


class Role(StrEnum):
    """What a member may be trusted with, each for one department or the whole city."""

    OPERATOR = "operator"  # answers citizens
    EDITOR = "editor"  # writes answers and pages
    APPROVER = "approver"  # lets out what others wrote
    BROADCASTER = "broadcaster"  # sends to many
    SERVICE = "service"  # works on one city service's own pages
    AUDITOR = "auditor"  # reads the audit log
    ADMINISTRATOR = "administrator"  # members and settings, and nothing else by itself


class EndReason(StrEnum):
    SIGNED_OUT = "signed_out"
    REVOKED = "revoked"  # from the list of one's own sessions
    PASSWORD_CHANGED = "password_changed"  # noqa: S105  # no password
    ROLE_CHANGED = "role_changed"
    DISABLED = "disabled"
    RESET = "reset"


class SignInMethod(StrEnum):
    PASSWORD = "password"  # noqa: S105  # no password
    PASSKEY = "passkey"
    OIDC = "oidc"


def _member(**options: Any) -> Column[int]:
    return Column(Integer, ForeignKey("staff.id", ondelete="CASCADE"), **options)


class Staff(SQLModel, table=True):
    """A member of staff. They are disabled and never deleted, since the audit log names them by id."""

    __tablename__ = "staff"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: int | None = Field(default=None, primary_key=True)
    login: str = Field(unique=True)  # NFKC and casefolded
    name: str
    language: str = "ja"
    password_hash: str = ""  # Argon2id; empty: no password is right
    must_change_password: bool = False
    password_until: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))  # of a temporary one
    totp_secret: str | None = Field(default=None, sa_column=Column(EncryptedText))
    totp_step: int = 0  # the last time step whose code was used
    is_active: bool = True
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    disabled_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    signed_in_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))


class StaffGrant(SQLModel, table=True):
    """One role of a member. `department` is an id of `city.yml`, empty for the whole city; `service` is the city
    service's name for the role `service`, else empty."""

    __tablename__ = "staff_grant"
    __table_args__ = (UniqueConstraint("staff_id", "role", "department", "service"),)

    id: int | None = Field(default=None, primary_key=True)
    staff_id: int = Field(sa_column=_member(nullable=False))
    role: str
    department: str = ""
    service: str = ""


class StaffSession(SQLModel, table=True):
    """One browser in which a member is signed in. Its id is 128 random bits that only the browser has."""

    __tablename__ = "staff_session"

    id: int | None = Field(default=None, primary_key=True)
    key_hash: str = Field(unique=True)  # SHA-256 of the id, in hex
    staff_id: int = Field(sa_column=_member(index=True, nullable=False))
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    seen_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    rotated_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    proved_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))  # anew, by any factor
    second_factor_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    method: str = SignInMethod.PASSWORD
    address: str = ""
    user_agent: str = ""
    ended_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    why: str = ""


class StaffRecoveryCode(SQLModel, table=True):
    """Stands in once for a second factor that was lost."""

    __tablename__ = "staff_recovery_code"

    id: int | None = Field(default=None, primary_key=True)
    staff_id: int = Field(sa_column=_member(index=True, nullable=False))
    code_hash: str
    used_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))


class StaffPasskey(SQLModel, table=True):
    """A passkey; `credential_id` and `public_key` are base64url."""

    __tablename__ = "staff_passkey"

    id: int | None = Field(default=None, primary_key=True)
    staff_id: int = Field(sa_column=_member(index=True, nullable=False))
    name: str
    credential_id: str = Field(unique=True)
    public_key: str
    sign_count: int = 0
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    used_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))


class StaffTries(SQLModel, table=True):
    """Failed sign-ins in a row, of a login or from an address; both may be unknown to us, so only a fingerprint."""

    __tablename__ = "staff_tries"

    id: int | None = Field(default=None, primary_key=True)
    subject_fingerprint: str = Field(unique=True)
    failures: int = 0
    failed_at: datetime = Field(sa_column=Column(UtcDateTime, index=True, nullable=False))
    wait_until: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))


class StaffSpentChallenge(SQLModel, table=True):
    """A challenge that a passkey has signed, which is good for nothing more; kept as long as it would be valid."""

    __tablename__ = "staff_spent_challenge"

    id: int | None = Field(default=None, primary_key=True)
    challenge_hash: str = Field(unique=True)
    expires_at: datetime = Field(sa_column=Column(UtcDateTime, index=True, nullable=False))
