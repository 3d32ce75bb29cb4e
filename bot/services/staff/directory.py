"""Members of staff as a list that can be searched."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_
from sqlmodel import Session, col, select

from bot.models.staff import Role, Staff, StaffGrant, StaffPasskey
from bot.services.staff.identify import list_grants
from bot.services.staff.principal import Grant

PAGE = 50


@dataclass(frozen=True)
class Wanted:
    """What the list is narrowed down to; what is empty does not."""

    words: str = ""  # in the login or the name
    role: str = ""
    is_active: bool | None = None


@dataclass(frozen=True)
class Entry:
    staff: Staff
    grants: tuple[Grant, ...]
    has_second_factor: bool


def count_members(session: Session, wanted: Wanted) -> int:
    return session.exec(select(func.count()).select_from(Staff).where(*_list_conditions(wanted))).one()


def list_members(session: Session, wanted: Wanted, page: int = 1, page_size: int = PAGE) -> list[Entry]:
    """One page of them by login."""
    chosen = select(Staff).where(*_list_conditions(wanted)).order_by(col(Staff.login))
    rows = session.exec(chosen.offset((page - 1) * page_size).limit(page_size)).all()
    with_passkey = set(session.exec(select(StaffPasskey.staff_id).distinct()))
    return [
        Entry(staff, list_grants(session, staff.id or 0), staff.totp_secret is not None or staff.id in with_passkey)
        for staff in rows
    ]


def _list_conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if words := wanted.words.strip():
        conditions.append(
            or_(*(column.icontains(words, autoescape=True) for column in (col(Staff.login), col(Staff.name))))
        )
    if wanted.role in list(Role):
        having = select(StaffGrant.staff_id).where(StaffGrant.role == wanted.role)
        conditions.append(col(Staff.id).in_(having))
    if wanted.is_active is not None:
        conditions.append(col(Staff.is_active) == wanted.is_active)
    return conditions
