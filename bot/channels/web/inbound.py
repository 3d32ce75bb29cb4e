"""What a page sends, read with care and turned into an `Inbound`."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.clock import utc_now
from bot.errors import UserError
from bot.messages import Channel, Inbound, InboundKind
from nlu.normalize import clean

MAX_BODY_BYTES = 4_000_000  # 300,000 characters, each written as two \\uXXXX escapes, and room to spare
MAX_POSTBACK = 300
MAX_LABEL = 300


@dataclass(frozen=True)
class Said:
    """One text, or one press of a button with its label. `client_id` is the same when the page tries again."""

    client_id: uuid.UUID
    text: str = ""
    postback: str = ""
    label: str = ""


def parse_body(body: bytes) -> Said:
    """`{"text": …}` or `{"postback": …, "label": …}`, with an optional `"id"` (a UUID). Raises UserError."""
    return _parse(_load(body))


def parse_form(form: Mapping[str, str]) -> Said:
    """The page's form without script: `choice` (the JSON of a pressed button) or `text`. Raises UserError."""
    pressed = form.get("choice", "")
    data = _load(pressed) if pressed else {"text": form.get("text", "")}
    return _parse({**data, "id": form.get("id") or None})


def _load(body: str | bytes) -> dict[str, Any]:
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise UserError("web.error_unreadable") from error
    if not isinstance(data, dict):
        raise UserError("web.error_unreadable")
    return data


def _parse(data: Mapping[str, Any]) -> Said:
    client_id = _parse_id(data.get("id"))
    text, postback, label = data.get("text"), data.get("postback"), data.get("label", "")
    if (text is None) == (postback is None) or not isinstance(label, str):
        raise UserError("web.error_unreadable")
    if postback is not None:
        return Said(client_id, postback=_parse_postback(postback), label=clean(label[:MAX_LABEL]))
    if not isinstance(text, str):
        raise UserError("web.error_unreadable")
    cleaned = clean(text)
    if not cleaned:
        raise UserError("web.error_empty")
    return Said(client_id, text=cleaned)


def _parse_postback(value: object) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= MAX_POSTBACK or not value.isprintable():
        raise UserError("web.error_unreadable")
    return value


def _parse_id(value: object) -> uuid.UUID:
    if value is None:
        return uuid.uuid4()
    try:
        return uuid.UUID(str(value))
    except ValueError as error:
        raise UserError("web.error_unreadable") from error


def make_inbound(said: Said, visitor: str, locale: str) -> Inbound:
    """The inbound of a visitor (32 hex digits). The event id is bound to the visitor: nobody can use up another's."""
    return Inbound(
        channel=Channel.WEB,
        event_id=str(uuid.uuid5(uuid.UUID(visitor), said.client_id.hex)),
        address=visitor,
        kind=InboundKind.POSTBACK if said.postback else InboundKind.TEXT,
        occurred_at=utc_now(),
        text=said.text,
        postback=said.postback,
        params={"label": said.label} if said.label else {},
        locale=locale,
    )
