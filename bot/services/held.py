"""Messages held back for want of quota: they travel with the next message that goes to their citizen anyway."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, text
from sqlmodel import Session, col, select

from bot.models.outbox import OutboxRow, OutboxStatus


def list_held(session: Session) -> Sequence[OutboxRow]:
    """All of them, oldest first."""
    return session.exec(select(OutboxRow).where(_is_held()).order_by(col(OutboxRow.id))).all()


def take_held(session: Session, conversation_id: int, room: int) -> list[OutboxRow]:
    """The oldest of this citizen with no more than `room` messages in all, marked as carried.

    To be called in the transaction that writes the row which carries them.
    """
    own = select(OutboxRow).where(_is_held(), OutboxRow.conversation_id == conversation_id)
    taken: list[OutboxRow] = []
    for row in session.exec(own.order_by(col(OutboxRow.id)).with_for_update()):
        room -= len(row.messages)
        if room < 0:
            break
        row.status = OutboxStatus.CARRIED
        taken.append(row)
    return taken


def _is_held() -> ColumnElement[bool]:
    return text("outbox.status = 'held'")  # type: ignore[return-value]  # a literal, for the partial index
