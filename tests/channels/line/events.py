"""Webhook events as LINE sends them, to start from."""

from __future__ import annotations

import json
from typing import Any

from tests.channels.line.conftest import CITIZEN

NOW_MS = 1_760_000_000_000  # 2025-10-09


def text_event(
    event_id: str = "01HX0000000000000000000001", text: str = "こんにちは", **changes: Any
) -> dict[str, Any]:
    return event("message", event_id, message={"id": "325708", "type": "text", "text": text}, **changes)


def event(kind: str, event_id: str = "01HX0000000000000000000002", **changes: Any) -> dict[str, Any]:
    return {
        "type": kind,
        "webhookEventId": event_id,
        "timestamp": NOW_MS,
        "mode": "active",
        "source": {"type": "user", "userId": CITIZEN},
        "deliveryContext": {"isRedelivery": False},
        "replyToken": "nHuyWiB7yP5Zw52FIkcQobQuGDXCTA",
        **changes,
    }


def body(*events: Any) -> bytes:
    return json.dumps({"destination": "U" + "0" * 32, "events": list(events)}).encode()
