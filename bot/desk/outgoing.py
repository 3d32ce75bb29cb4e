"""What is said to a citizen without an inbound that asks for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, exists, select

from bot.channels.line.delivery import is_token_alive
from bot.messages import Channel, Inbound, Message
from bot.models.conversation import Conversation
from bot.models.inbox import InboxRow, InboxStatus
from bot.models.outbox import OutboxRow
from bot.services.outgoing import make_row, reply_to


@dataclass(frozen=True)
class Speaker:
    """A member of staff, or the bot; `name` is what the citizen sees."""

    staff_id: int | None = None
    name: str = ""


BOT = Speaker()


def speak(
    session: Session,
    conversation: Conversation,
    messages: Sequence[Message],
    service: str,
    speaker: Speaker,
    now: datetime,
    *,
    must_arrive: bool = True,
) -> OutboxRow:
    """A row for the outbox, which must arrive unless it is said that it need not.

    In LINE it goes as a free reply to what the citizen last wrote while it can, else as a push.
    """
    assert conversation.id is not None
    row = make_row(
        conversation.id,
        conversation.channel,
        messages,
        service,
        now,
        must_arrive=must_arrive,
        speaker="bot" if speaker.staff_id is None else "operator",
        staff_id=speaker.staff_id,
        sender_name=speaker.name,
    )
    if conversation.channel == Channel.LINE and (answered := _find_unanswered(session, conversation.id)):
        inbound = Inbound.from_json(answered.inbound)
        if inbound.reply_token and is_token_alive(inbound.occurred_at, inbound.redelivered, now):
            reply_to(row, answered.id, inbound)
    return row


def _find_unanswered(session: Session, conversation_id: int) -> InboxRow | None:
    """The citizen's last inbound, if nothing has answered it."""
    own = col(InboxRow.conversation_id) == conversation_id, col(InboxRow.status) == InboxStatus.DONE
    last = session.exec(select(InboxRow).where(*own).order_by(col(InboxRow.id).desc()).limit(1)).first()
    if last is None or session.exec(select(exists().where(col(OutboxRow.inbox_id) == last.id))).one():
        return None
    return last
