"""What citizens are told unasked: to whom it can be written, and when nobody is woken."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from bot.desk.outgoing import BOT, speak
from bot.messages import Channel, Message
from bot.models.conversation import Conversation
from bot.services.night import NIGHT_FROM, is_night
from bot.services.quota import may_push

__all__ = ["NIGHT_FROM", "is_night", "write_to"]


def write_to(
    session: Session,
    conversation_id: int | None,
    message: Message,
    service: str,
    now: datetime,
    *,
    must_arrive: bool,
) -> bool | None:
    """Write an outbound row: a free reply where one is left, else a push. False when the quota leaves no room for it,
    None when nobody is there: blocked, deleted, or reserved by staff for a caller."""
    conversation = session.get(Conversation, conversation_id) if conversation_id else None
    if conversation is None or conversation.is_blocked or conversation.channel not in tuple(Channel):
        return None
    row = speak(session, conversation, (message,), service, BOT, now, must_arrive=must_arrive)
    is_push = conversation.channel == Channel.LINE and not row.reply_token
    if is_push and not may_push(session, now, must_arrive=must_arrive):
        return False
    session.add(row)
    return True
