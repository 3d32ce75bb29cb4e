"""What the simulator remembers: citizens, messages, calls of its API and webhook deliveries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.simulator.ids import milliseconds

Json = dict[str, Any]


class Via(StrEnum):
    """How the bot sent a message."""

    REPLY = "reply"
    PUSH = "push"
    MULTICAST = "multicast"
    NARROWCAST = "narrowcast"
    BROADCAST = "broadcast"


@dataclass
class Citizen:
    """A LINE user who is, or was, a friend of the bot. `language` is what the LINE profile says (BCP 47)."""

    user_id: str
    name: str
    language: str = "ja"
    blocked: bool = False
    loading_until: datetime | None = None

    def to_json(self) -> Json:
        return {
            "userId": self.user_id,
            "name": self.name,
            "language": self.language,
            "blocked": self.blocked,
            "loadingUntil": milliseconds(self.loading_until) if self.loading_until else 0,
        }


@dataclass(slots=True)
class ChatEntry:
    """One message in a chat. `via` is empty when the citizen wrote it."""

    entry_id: str
    chat_id: str
    message: Json
    at: datetime
    via: str = ""
    read: bool = False
    unsent: bool = False

    def to_json(self) -> Json:
        return {
            "id": self.entry_id,
            "chatId": self.chat_id,
            "message": {} if self.unsent else self.message,
            "at": milliseconds(self.at),
            "via": self.via,
            "read": self.read,
            "unsent": self.unsent,
        }


@dataclass(frozen=True, slots=True)
class Sent:
    """The messages of one accepted call, as one citizen received them."""

    chat_id: str
    messages: tuple[Json, ...]
    via: Via
    request_id: str
    at: datetime

    @property
    def texts(self) -> tuple[str, ...]:
        """What is read at a glance: the text of text messages, the alternative text of all others."""
        return tuple(message.get("text") or message.get("altText", "") for message in self.messages)


@dataclass
class ReplyToken:
    """Works once. `issued_at` is the moment of the (last) delivery."""

    chat_id: str
    issued_at: datetime
    occurred_at: datetime
    redelivered: bool = False
    used: bool = False


@dataclass(frozen=True)
class ApiRequest:
    """One call of LINE's API. `path` has the query and no prefix; `body` is the parsed JSON or None."""

    method: str
    path: str
    operation: str
    headers: Mapping[str, str]
    body: Any
    status: int
    request_id: str
    at: datetime
    answer: Any = None

    def to_json(self) -> Json:
        """For the page; the authorization header is left out."""
        return {
            "method": self.method,
            "path": self.path,
            "operation": self.operation,
            "status": self.status,
            "requestId": self.request_id,
            "retryKey": self.headers.get("x-line-retry-key", ""),
            "at": milliseconds(self.at),
            "body": self.body,
            "answer": self.answer,
        }


@dataclass
class Delivery:
    """One webhook body and what became of it. `status` is the last answer, None when there was none."""

    delivery_id: str
    events: list[Json]
    at: datetime
    status: int | None = None
    attempts: int = 0
    failure: str = ""

    @property
    def accepted(self) -> bool:
        return self.status is not None and 200 <= self.status < 300

    @property
    def event_ids(self) -> list[str]:
        return [event["webhookEventId"] for event in self.events]

    @property
    def message_id(self) -> str:
        """Of the first event; KeyError when it carries no message."""
        return str(self.events[0]["message"]["id"])

    @property
    def reply_token(self) -> str:
        """Of the first event; KeyError when it has none."""
        return str(self.events[0]["replyToken"])

    def to_json(self) -> Json:
        return {
            "id": self.delivery_id,
            "events": self.events,
            "at": milliseconds(self.at),
            "status": self.status,
            "attempts": self.attempts,
            "failure": self.failure,
        }
