"""Leases on rows that wait for the provider: one worker asks about one, and a killed worker's row is taken up again."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.db import Database
from bot.models.payments import PaymentEvent, PaymentRefund

LEASE = timedelta(seconds=60)  # longer than all tries of the SDK
WAITS = (2, 10, 60, 300)  # seconds after a fault that may pass; the last one from then on

Row = TypeVar("Row", PaymentEvent, PaymentRefund)


@dataclass(frozen=True)
class Leased:
    """A row's id, and the name under which it is leased."""

    id: int
    lease: str


def claim(
    database: Database, model: type[Row], waiting: ColumnElement[bool], now: datetime
) -> tuple[Leased, Row] | None:
    """Lease the oldest waiting row; None when there is none."""
    with database.write() as session:
        free = or_(col(model.leased_until).is_(None), col(model.leased_until) < now)
        statement = select(model).where(waiting, free).order_by(col(model.id)).limit(1)
        row = session.exec(lock_unlocked(statement)).first()
        if row is None or row.id is None:
            return None
        row.leased_by, row.leased_until = secrets.token_hex(8), now + LEASE
        row.attempts += 1
        return Leased(row.id, row.leased_by), row


def lock_unlocked(statement: SelectOfScalar[Row]) -> SelectOfScalar[Row]:
    """Lock the row found and pass over those another worker has."""
    return statement.with_for_update(skip_locked=True)


def find_own(session: Session, model: type[Row], leased: Leased) -> Row | None:
    """The row, locked; None when another worker has it by now."""
    row = session.exec(select(model).where(model.id == leased.id).with_for_update()).first()
    return row if row is not None and row.leased_by == leased.lease else None


def postpone(database: Database, model: type[Row], leased: Leased, now: datetime) -> None:
    """Leave the row alone for a while; the more often it was tried, the longer."""
    with database.write() as session:
        row = find_own(session, model, leased)
        if row is not None:
            seconds = WAITS[min(row.attempts, len(WAITS)) - 1]
            row.leased_by, row.leased_until = "", now + timedelta(seconds=seconds)
