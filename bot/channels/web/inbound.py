"""What a page sends, read with care and turned into an `Inbound`."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import MultiDict

from bot.clock import utc_now
from bot.errors import UserError
from bot.messages import Asks, Channel, Inbound, InboundKind, Location
from nlu.normalize import clean

MAX_BODY_BYTES = 4_000_000  # 300,000 characters, each written as two \\uXXXX escapes, and room to spare
MAX_POSTBACK = 300
MAX_LABEL = 300
_PICKED = {
    Asks.DATE: re.compile(r"\d{4}-\d\d-\d\d"),
    Asks.TIME: re.compile(r"\d\d:\d\d"),
    Asks.DATETIME: re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d"),
}


@dataclass(frozen=True)
class Said:
    """One text, one press of a button with its label and what was picked after it, or one location.

    `client_id` is the same when the page tries again.
    """

    client_id: uuid.UUID
    kind: InboundKind
    text: str = ""
    postback: str = ""
    params: Mapping[str, str] = field(default_factory=dict)
    location: Location | None = None


def parse_body(body: bytes) -> Said:
    """What a script sends, with an optional `"id"` (a UUID). Raises UserError.

    `{"text": …}`, `{"postback": …, "label": …}`, the same with `"params": {"date": "2026-12-01"}` after a picker (see
    `Choice`), or `{"location": {"latitude": …, "longitude": …}, "label": …}`.
    """
    return _parse(_load(body))


def parse_form(form: MultiDict[str, str]) -> Said:
    """The page's form without script: `choice` (the JSON of a pressed button) or `text`. Raises UserError.

    What was picked is in the last field `picked`: those of questions from before are in the form, too.
    """
    pressed = form.get("choice", "")
    data: dict[str, Any] = _load(pressed) if pressed else {"text": form.get("text", "")}
    if asks := data.pop("asks", None):
        data["params"] = {str(asks): (form.getlist("picked") or [""])[-1]}
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
    text, postback, location = (data.get(name) for name in ("text", "postback", "location"))
    if sum(one is not None for one in (text, postback, location)) != 1:
        raise UserError("web.error_unreadable")
    if text is not None:
        return Said(client_id, InboundKind.TEXT, text=_parse_text(text))
    label = _parse_label(data.get("label", ""))
    if location is not None:
        return Said(client_id, InboundKind.LOCATION, params=label, location=_parse_location(location))
    params = {**label, **_parse_picked(data.get("params", {}))}
    return Said(client_id, InboundKind.POSTBACK, postback=_parse_postback(postback), params=params)


def _parse_text(value: object) -> str:
    if not isinstance(value, str):
        raise UserError("web.error_unreadable")
    cleaned = clean(value)
    if not cleaned:
        raise UserError("web.error_empty")
    return cleaned


def _parse_label(value: object) -> dict[str, str]:
    if not isinstance(value, str):
        raise UserError("web.error_unreadable")
    label = clean(value[:MAX_LABEL])
    return {"label": label} if label else {}


def _parse_picked(value: object) -> dict[str, str]:
    if not isinstance(value, dict):
        raise UserError("web.error_unreadable")
    for asks, picked in value.items():
        form = _PICKED.get(asks)
        if form is None or not isinstance(picked, str):
            raise UserError("web.error_unreadable")
        if not form.fullmatch(picked):
            raise UserError("web.error_not_picked")
    return value


def _parse_location(value: object) -> Location:
    degrees = value if isinstance(value, dict) else {}
    return Location(_parse_degrees(degrees.get("latitude"), 90), _parse_degrees(degrees.get("longitude"), 180))


def _parse_degrees(value: object, most: int) -> float:
    # A bool is an int, and NaN compares false.
    if isinstance(value, bool) or not isinstance(value, int | float) or not -most <= value <= most:
        raise UserError("web.error_unreadable")
    return float(value)


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
        kind=said.kind,
        occurred_at=utc_now(),
        text=said.text,
        postback=said.postback,
        params=said.params,
        location=said.location,
        locale=locale,
    )
