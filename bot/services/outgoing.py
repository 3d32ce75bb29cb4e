"""Rows for the outbox, whoever speaks."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.messages import Channel, Inbound, Message, message_to_json
from bot.models.outbox import OutboxRow, OutboxStatus


def make_row(
    conversation_id: int, channel: str, messages: Sequence[Message], service: str, now: datetime, **more: Any
) -> OutboxRow:
    """Waits to be sent in LINE. The web page and the terminal read the row itself: written is shown."""
    row = OutboxRow(
        conversation_id=conversation_id,
        channel=channel,
        service=service,
        messages=[message_to_json(message) for message in messages],
        retry_key=str(uuid.uuid4()),
        created_at=now,
        **more,
    )
    if channel != Channel.LINE:
        row.status, row.method, row.sent_at = OutboxStatus.SENT, "shown", now
    return row


def reply_to(row: OutboxRow, inbox_id: int | None, inbound: Inbound) -> None:
    """It goes as the free reply to this inbound, while that is possible."""
    row.inbox_id, row.reply_token = inbox_id, inbound.reply_token
    row.token_occurred_at, row.is_redelivered = inbound.occurred_at, inbound.redelivered
