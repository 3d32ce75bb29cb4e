"""Which conversation is a member of staff's own: they write a word there that only their page shows."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from bot.models.broadcasts import StaffConversation
from bot.models.conversation import Conversation
from bot.models.inbox import InboxRow
from bot.services.broadcasts.freezing import CHANNELS

LIFE = timedelta(minutes=15)
LOOKED_AT = 500  # messages since the word was shown
_LETTERS = "abcdefghjkmnpqrstuvwxyz"
_LENGTH = 10


def find_own(session: Session, staff_id: int) -> Conversation | None:
    """Where their tests go."""
    row = _find_row(session, staff_id)
    return session.get(Conversation, row.conversation_id) if row and row.conversation_id else None


def find_word(session: Session, staff_id: int, now: datetime) -> str:
    """The word that is looked for; empty for none."""
    row = _find_row(session, staff_id)
    return row.word if row and row.word_at and now - row.word_at < LIFE else ""


def show_word(session: Session, staff_id: int, now: datetime) -> str:
    """A new word, good for a quarter of an hour."""
    row = _find_row(session, staff_id) or StaffConversation(staff_id=staff_id)
    row.word = "test-" + "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
    row.word_at = now
    session.add(row)
    return row.word


def look_for_word(session: Session, staff_id: int, now: datetime) -> bool:
    """Whether somebody has written it; whose conversation that is, is theirs from now on."""
    row = _find_row(session, staff_id)
    if row is None or not row.word or row.word_at is None or now - row.word_at >= LIFE:
        return False
    written = (
        select(InboxRow)
        .where(col(InboxRow.received_at) >= row.word_at, col(InboxRow.channel).in_(CHANNELS))
        .order_by(col(InboxRow.id).desc())
        .limit(LOOKED_AT)
    )
    for inbox in session.exec(written):
        if inbox.inbound.get("text", "").strip().lower() == row.word:
            row.conversation_id, row.word = inbox.conversation_id, ""
            session.add(row)
            return True
    return False


def _find_row(session: Session, staff_id: int) -> StaffConversation | None:
    return session.exec(select(StaffConversation).where(col(StaffConversation.staff_id) == staff_id)).first()
