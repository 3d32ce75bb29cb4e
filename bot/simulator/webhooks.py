"""Webhook events as LINE builds, signs, posts and redelivers them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import urllib3

from bot.simulator.ids import milliseconds, new_reply_token, new_ulid

Event = dict[str, Any]


def build_event(kind: str, chat_id: str, at: datetime, *, replyable: bool = True, **fields: Any) -> Event:
    """An event of `kind` from a citizen (or a group or room, by the id's first letter)."""
    event: Event = {
        "type": kind,
        "mode": "active",
        "timestamp": milliseconds(at),
        "source": build_source(chat_id),
        "webhookEventId": new_ulid(at),
        "deliveryContext": {"isRedelivery": False},
        **fields,
    }
    if replyable:
        event["replyToken"] = new_reply_token()
    return event


def build_source(chat_id: str) -> dict[str, str]:
    if chat_id.startswith("C"):
        return {"type": "group", "groupId": chat_id}
    if chat_id.startswith("R"):
        return {"type": "room", "roomId": chat_id}
    return {"type": "user", "userId": chat_id}


def find_chat_id(event: Mapping[str, Any]) -> str:
    """Whom a reply to this event reaches; empty when the event has no source."""
    source = event.get("source") or {}
    return str(source.get("groupId") or source.get("roomId") or source.get("userId") or "")


def mark_redelivered(event: Event) -> Event:
    """The same event as LINE sends it again."""
    return {**event, "deliveryContext": {"isRedelivery": True}}


def sign(channel_secret: str, body: bytes) -> str:
    """The value of `X-Line-Signature`: HMAC-SHA256 of the body in base64."""
    return base64.b64encode(hmac.new(channel_secret.encode(), body, hashlib.sha256).digest()).decode()


class WebhookPoster:
    """Posts signed bodies; connections are kept open."""

    def __init__(self, channel_secret: str, timeout_seconds: float) -> None:
        self.timeout_seconds = timeout_seconds
        self._secret = channel_secret
        self._pool = urllib3.PoolManager(maxsize=128, retries=False)

    def post(self, url: str, destination: str, events: list[Event]) -> tuple[int | None, str]:
        """(status, why there is none): one try, redirects are not followed."""
        body = json.dumps({"destination": destination, "events": events}, ensure_ascii=False).encode(
            "utf-8", "surrogatepass"
        )
        return self.post_raw(url, body, sign(self._secret, body))

    def post_raw(self, url: str, body: bytes, signature: str) -> tuple[int | None, str]:
        """Post any bytes with any signature: for trying what LINE would never send."""
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "LineBotWebhook/2.0",
            "X-Line-Signature": signature,
        }
        try:
            answer = self._pool.request("POST", url, body=body, headers=headers, timeout=self.timeout_seconds)
        except urllib3.exceptions.NewConnectionError:  # a kind of TimeoutError in urllib3 2
            return None, "could_not_connect"
        except urllib3.exceptions.TimeoutError:
            return None, "request_timeout"
        except urllib3.exceptions.HTTPError:
            return None, "could_not_connect"
        return answer.status, "" if 200 <= answer.status < 300 else "error_status_code"

    def close(self) -> None:
        self._pool.clear()
