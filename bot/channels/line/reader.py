"""LINE's raw webhook JSON in, `Inbound` values out.

The SDK's own parser raises on many odd but signed bodies and would lose the good events beside a bad one. LINE also
asks bots to bear new properties and event types. So every field is looked at with suspicion here, once: what can't
be understood becomes an `Inbound` of kind OTHER, stored and left unanswered.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.clock import utc_now
from bot.errors import MadoguchiError
from bot.messages import Channel, Inbound, InboundKind, Location
from nlu.normalize import clean

MAX_POSTBACK_LENGTH = 300  # LINE sends back what we gave it; it took no more than this
MAX_PARAMS = 10
MAX_JSON_INTEGER_DIGITS = 20
EARLIEST = datetime(2011, 6, 1, tzinfo=UTC)  # LINE opened; anything before is a broken clock
LATEST_AHEAD = timedelta(minutes=10)
MAX_DEPTH = 64

_JSON_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"?|[][{}]|[^][{}"]+', re.DOTALL)
_ID = re.compile(r"[!-~]{1,64}")
_REPLY_TOKEN = re.compile(r"[!-~]{1,400}")

_MESSAGE_KINDS = {
    "text": InboundKind.TEXT,
    "sticker": InboundKind.STICKER,
    "image": InboundKind.IMAGE,
    "video": InboundKind.FILE,
    "audio": InboundKind.FILE,
    "file": InboundKind.FILE,
    "location": InboundKind.LOCATION,
}


class UnreadableBody(MadoguchiError):
    """A signed body that is no JSON object with a list `events`; nothing of it can be stored."""


def read_webhook(body: bytes, now: datetime | None = None) -> list[Inbound]:
    """One `Inbound` for each entry of `events`, in LINE's order; [] for LINE's own connection check.

    `now` (default: the present) stands in for timestamps that can't be true. Raises UnreadableBody and nothing else.
    """
    received_at = now or utc_now()
    text = body.decode("utf-8-sig", "replace")  # one broken byte must not cost the events beside it
    try:
        return _read_events(text, received_at)
    except RecursionError:
        return _read_events(_cut_depth(text), received_at)


def _read_events(text: str, received_at: datetime) -> list[Inbound]:
    try:
        data = json.loads(text, parse_int=_parse_int, strict=False)
    except ValueError as error:
        raise UnreadableBody("the body is no JSON") from error
    events = data.get("events") if isinstance(data, dict) else None
    if not isinstance(events, list):
        raise UnreadableBody("the body is no object with a list of events")
    return [_read_event(event, received_at) for event in events]


def _cut_depth(text: str) -> str:
    """The same JSON with null for whatever is nested deeper than MAX_DEPTH, which Python's parser can't climb."""
    kept, depth = [], 0
    for match in _JSON_TOKEN.finditer(text):
        token = match.group()
        depth += token in ("[", "{")
        if depth <= MAX_DEPTH:
            kept.append(token)
        elif depth == MAX_DEPTH + 1 and token in ("[", "{"):
            kept.append("null")
        depth -= token in ("]", "}")
    return "".join(kept)


def _parse_int(digits: str) -> int | None:
    # Python refuses to convert thousands of digits, and one such number must not cost the events beside it. Not the
    # digits as a string either: that would pass for an id.
    return int(digits) if len(digits) <= MAX_JSON_INTEGER_DIGITS else None


def _read_event(event: Any, received_at: datetime) -> Inbound:
    data = event if isinstance(event, dict) else {}
    source = _mapping(data, "source")
    is_private = source.get("type") == "user"
    address = _find_address(source)
    kind, content = _read_content(data) if is_private and address else (InboundKind.OTHER, {})
    return Inbound(
        channel=Channel.LINE,
        event_id=_match(_ID, data.get("webhookEventId")) or _make_event_id(event),
        address=address,
        kind=kind,
        occurred_at=_read_time(data.get("timestamp"), received_at),
        reply_token=_match(_REPLY_TOKEN, data.get("replyToken")),
        redelivered=_mapping(data, "deliveryContext").get("isRedelivery") is True,
        silent=data.get("mode") == "standby" or not is_private,
        **content,
    )


def _find_address(source: Mapping[str, Any]) -> str:
    ids = (_match(_ID, source.get(name)) for name in ("userId", "groupId", "roomId"))
    return next((found for found in ids if found), "")


def _make_event_id(event: Any) -> str:
    """The same for the same event delivered again (its deliveryContext then differs, so that is left out)."""
    kept = (
        {key: value for key, value in event.items() if key != "deliveryContext"} if isinstance(event, dict) else event
    )
    digest = hashlib.sha256(json.dumps(kept, sort_keys=True).encode("ascii")).hexdigest()
    return f"made-{digest[:48]}"


def _read_time(timestamp: Any, received_at: datetime) -> datetime:
    if isinstance(timestamp, bool) or not isinstance(timestamp, int | float) or not math.isfinite(timestamp):
        return received_at
    try:
        time = datetime.fromtimestamp(timestamp / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return received_at
    return time if EARLIEST <= time <= received_at + LATEST_AHEAD else received_at


_Content = tuple[InboundKind, dict[str, Any]]
_NOT_UNDERSTOOD: _Content = (InboundKind.OTHER, {})


def _read_content(event: Mapping[str, Any]) -> _Content:
    """The kind, and the fields of `Inbound` that belong to it."""
    match event.get("type"):
        case "message":
            return _read_message(_mapping(event, "message"))
        case "postback":
            return _read_postback(_mapping(event, "postback"))
        case "follow":
            return InboundKind.FOLLOW, {"is_unblocked": _mapping(event, "follow").get("isUnblocked") is True}
        case "unfollow":
            return InboundKind.UNFOLLOW, {}
        case "unsend":
            message_id = _match(_ID, _mapping(event, "unsend").get("messageId"))
            return (InboundKind.UNSEND, {"message_id": message_id}) if message_id else _NOT_UNDERSTOOD
        case "accountLink":
            return _read_account_link(_mapping(event, "link"))
        case _:
            return _NOT_UNDERSTOOD


def _read_message(message: Mapping[str, Any]) -> _Content:
    type_name = message.get("type")
    kind = _MESSAGE_KINDS.get(type_name) if isinstance(type_name, str) else None
    fields: dict[str, Any] = {"message_id": _match(_ID, message.get("id"))}
    text = message.get("text")
    if kind is InboundKind.TEXT and not isinstance(text, str):
        return _NOT_UNDERSTOOD
    if kind in (InboundKind.TEXT, InboundKind.STICKER) and isinstance(text, str):
        fields["text"] = clean(text)
    if kind is InboundKind.LOCATION:
        fields["location"] = _read_location(message)
        if fields["location"] is None:
            return _NOT_UNDERSTOOD
    return (kind, fields) if kind else _NOT_UNDERSTOOD


def _read_location(message: Mapping[str, Any]) -> Location | None:
    latitude = _read_degrees(message.get("latitude"), 90)
    longitude = _read_degrees(message.get("longitude"), 180)
    if latitude is None or longitude is None:
        return None
    return Location(latitude, longitude, _clean_text(message.get("title")), _clean_text(message.get("address")))


def _read_degrees(value: Any, limit: int) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if -limit <= value <= limit else None  # NaN compares false


def _read_postback(postback: Mapping[str, Any]) -> _Content:
    data = postback.get("data")
    if "newRichMenuAliasId" in _mapping(postback, "params"):
        return _NOT_UNDERSTOOD  # a tab of the rich menu was opened: nothing was said
    if not isinstance(data, str) or len(data) > MAX_POSTBACK_LENGTH:
        return _NOT_UNDERSTOOD
    params = [
        (clean(name), clean(value))
        for name, value in _mapping(postback, "params").items()
        if isinstance(value, str) and len(name) + len(value) <= MAX_POSTBACK_LENGTH
    ]
    return InboundKind.POSTBACK, {"postback": clean(data), "params": dict(params[:MAX_PARAMS])}


def _read_account_link(link: Mapping[str, Any]) -> _Content:
    params = {"result": _match(_ID, link.get("result")), "nonce": _match(_REPLY_TOKEN, link.get("nonce"))}
    return (InboundKind.ACCOUNT_LINK, {"params": params}) if all(params.values()) else _NOT_UNDERSTOOD


def _mapping(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = data.get(name)
    return value if isinstance(value, dict) else {}


def _match(pattern: re.Pattern[str], value: Any) -> str:
    return value if isinstance(value, str) and pattern.fullmatch(value) else ""


def _clean_text(value: Any) -> str:
    return clean(value) if isinstance(value, str) else ""
