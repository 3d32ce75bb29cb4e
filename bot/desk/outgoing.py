"""What is said to a citizen without an inbound that asks for it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, exists, select

from bot.channels.line.delivery import is_token_alive
from bot.messages import Channel, Inbound, Message, message_to_json
from bot.models.conversation import Conversation
from bot.models.inbox import InboxRow, InboxStatus
from bot.models.outbox import OutboxRow, OutboxStatus


@dataclass(frozen=True)
class Speaker:
    """A member of staff, or the bot; `name` is what the citizen sees."""

    staff_id: int | None = None
    name: str = ""


BOT = Speaker()


def make_row(
    session: Session,
    conversation: Conversation,
    messages: Sequence[Message],
    service: str,
    speaker: Speaker,
    now: datetime,
) -> OutboxRow:
    """A row for the outbox, which must arrive.

    In LINE it goes as a free reply to what the citizen last wrote while it can, else as a push.
    """
    assert conversation.id is not None
    row = OutboxRow(
        conversation_id=conversation.id,
        channel=conversation.channel,
        speaker="bot" if speaker.staff_id is None else "operator",
        staff_id=speaker.staff_id,
        sender_name=speaker.name,
        service=service,
        must_arrive=True,
        messages=[message_to_json(message) for message in messages],
        retry_key=str(uuid.uuid4()),
        created_at=now,
    )
    if conversation.channel != Channel.LINE:
        row.status, row.method, row.sent_at = OutboxStatus.SENT, "shown", now
    elif free := _find_unanswered(session, conversation.id):
        _use_token(row, free, now)
    return row


def _find_unanswered(session: Session, conversation_id: int) -> InboxRow | None:
    """The citizen's last inbound, if nothing has answered it."""
    own = col(InboxRow.conversation_id) == conversation_id, col(InboxRow.status) == InboxStatus.DONE
    last = session.exec(select(InboxRow).where(*own).order_by(col(InboxRow.id).desc()).limit(1)).first()
    if last is None or session.exec(select(exists().where(col(OutboxRow.inbox_id) == last.id))).one():
        return None
    return last


def _use_token(row: OutboxRow, answered: InboxRow, now: datetime) -> None:
    inbound = Inbound.from_json(answered.inbound)
    if inbound.reply_token and is_token_alive(inbound.occurred_at, inbound.redelivered, now):
        row.inbox_id, row.reply_token = answered.id, inbound.reply_token
        row.token_occurred_at, row.is_redelivered = inbound.occurred_at, inbound.redelivered
