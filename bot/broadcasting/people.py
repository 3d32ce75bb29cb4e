"""The recipients of a batch as they are now: who can still be told, and at which address."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlmodel import Session, col

from bot.models.broadcasts import BroadcastRecipient, RecipientStatus
from bot.models.conversation import Conversation

_USER_ID = re.compile("U[0-9a-f]{32}")


@dataclass(frozen=True)
class People:
    """Ids of recipients and their addresses, in the same order; and the ids of those who are left out."""

    ids: tuple[int, ...]
    addresses: tuple[str, ...]
    blocked: tuple[int, ...]
    refused: tuple[int, ...]  # LINE would refuse all for one address that is none


def load_people(session: Session, broadcast_id: int, number: int) -> People:
    """Who deleted their data is not among them any more."""
    recipient = col(BroadcastRecipient.id)
    rows = session.execute(
        select(recipient, col(Conversation.address), col(Conversation.is_blocked))
        .join(Conversation, col(Conversation.id) == col(BroadcastRecipient.conversation_id))
        .where(
            col(BroadcastRecipient.broadcast_id) == broadcast_id,
            col(BroadcastRecipient.batch_number) == number,
            col(BroadcastRecipient.status) == RecipientStatus.PLANNED,
            col(Conversation.erased_at).is_(None),
        )
        .order_by(recipient)
    ).all()
    blocked = tuple(one for one, _, is_blocked in rows if is_blocked)
    there = [(one, address) for one, address, is_blocked in rows if not is_blocked]
    good = [(one, address) for one, address in there if _USER_ID.fullmatch(address)]
    refused = tuple(one for one, address in there if not _USER_ID.fullmatch(address))
    return People(tuple(one for one, _ in good), tuple(address for _, address in good), blocked, refused)


def note_left_out(session: Session, ids: tuple[int, ...], status: RecipientStatus) -> None:
    """These got nothing with their batch."""
    if ids:
        session.execute(update(BroadcastRecipient).where(col(BroadcastRecipient.id).in_(ids)).values(status=status))
