"""Inbounds for tests, one line each."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.messages import Channel, Inbound, InboundKind

NOON = datetime(2026, 12, 1, 3, 0, tzinfo=UTC)


def text(words: str, address: str = "U1", seconds: float = 0, **more: Any) -> Inbound:
    """What a citizen writes in LINE, `seconds` after noon in Tokyo on a Tuesday."""
    values = {
        "channel": Channel.LINE,
        "event_id": secrets.token_hex(8),
        "address": address,
        "kind": InboundKind.TEXT,
        "occurred_at": NOON + timedelta(seconds=seconds),
        "text": words,
        "message_id": secrets.token_hex(8),
        "reply_token": secrets.token_hex(8),
    }
    return Inbound(**{**values, **more})
