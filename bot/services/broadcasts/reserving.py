"""Pushes of the month's quota, kept for a broadcast from its approval until it has left."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, delete

from bot.db import insert_if_new
from bot.models.ledger import QuotaReservation
from bot.services.ledger import month_of


def reserve(session: Session, broadcast_id: int, pushes: int, at: datetime) -> None:
    """Keep so many more pushes of the month of `at`, in which it leaves."""
    values = {"key": _key(broadcast_id), "month": month_of(at), "count": pushes}
    if insert_if_new(session, QuotaReservation, values) is None:
        use(session, broadcast_id, -pushes)


def use(session: Session, broadcast_id: int, pushes: int) -> None:
    """So many have left, and are counted as sent: in the same transaction."""
    kept = col(QuotaReservation.key) == _key(broadcast_id)
    session.execute(update(QuotaReservation).where(kept).values(count=col(QuotaReservation.count) - pushes))


def release(session: Session, broadcast_id: int) -> None:
    """Nothing more leaves."""
    session.exec(delete(QuotaReservation).where(col(QuotaReservation.key) == _key(broadcast_id)))


def _key(broadcast_id: int) -> str:
    return f"broadcast:{broadcast_id}"
