"""What goes in and out of the counter, free of any channel: plain values that turn into JSON and back.

Channels convert at the edge, once: a webhook event becomes an `Inbound`, a tuple of messages becomes LINE's JSON,
HTML or terminal lines.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, asdict, dataclass, field
from dataclasses import fields as dataclass_fields
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal, cast


class Channel(StrEnum):
    LINE = "line"
    WEB = "web"
    TERMINAL = "terminal"


class InboundKind(StrEnum):
    TEXT = "text"
    POSTBACK = "postback"
    STICKER = "sticker"
    IMAGE = "image"
    LOCATION = "location"
    FILE = "file"  # video, audio and files: kept as a fact, never downloaded unasked
    FOLLOW = "follow"
    UNFOLLOW = "unfollow"
    UNSEND = "unsend"
    ACCOUNT_LINK = "account_link"
    FORM = "form"  # sent on our own page; comes from there alone
    OTHER = "other"  # stored and left unanswered


@dataclass(frozen=True)
class Location:
    latitude: float
    longitude: float
    title: str = ""
    address: str = ""


@dataclass(frozen=True)
class Inbound:
    """One webhook event of any channel.

    `event_id` is unique on its channel and the same when the channel delivers the event again. `address` is the
    channel's own id of the citizen. `text` is cleaned already (see `nlu.normalize.clean`). `silent` asks that
    nobody answers (LINE's standby mode).
    """

    channel: Channel
    event_id: str
    address: str
    kind: InboundKind
    occurred_at: datetime
    text: str = ""
    postback: str = ""
    params: Mapping[str, str] = field(default_factory=dict)  # what a date picker or rich menu adds to a postback
    message_id: str = ""  # of the message itself, or of the one taken back (UNSEND)
    location: Location | None = None
    reply_token: str = ""
    redelivered: bool = False
    silent: bool = False
    is_unblocked: bool = False
    masked: tuple[str, ...] = ()  # kinds of what was masked in the text (`nlu.masking.Kind`)
    locale: str = ""  # what the channel knows of the citizen's language, e.g. "en-US"

    def to_json(self) -> dict[str, Any]:
        data = asdict(self)
        data["occurred_at"] = self.occurred_at.isoformat()
        return data

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Inbound:
        location = data.get("location")
        return cls(
            **{
                **data,
                "channel": Channel(data["channel"]),
                "kind": InboundKind(data["kind"]),
                "occurred_at": datetime.fromisoformat(data["occurred_at"]),
                "location": Location(**location) if location else None,
                "masked": tuple(data.get("masked", ())),
            }
        )


class Asks(StrEnum):
    """What a press asks for before anything is sent."""

    DATE = "date"
    TIME = "time"
    DATETIME = "datetime"
    LOCATION = "location"


@dataclass(frozen=True)
class Choice:
    """A button or quick reply. Exactly one of `postback`, `url` or `text` says what a press does.

    `postback` is `handler.action?name=value`; the citizen's own words for it are the label. `text` is said as if
    typed. `url` opens a page (https in LINE) or a telephone (`tel:`). `language` is the label's, when it is not the
    conversation's.

    With `asks` the device's own calendar or clock opens, from `earliest` to `latest`, and what is picked comes as a
    param of the postback under the name of what was asked for: `2026-12-01`, `15:00` or `2026-12-01T15:00`, in Tokyo's
    time. A location comes as an inbound of its own kind, and needs no postback; it is asked for in quick replies only.
    """

    label: str
    postback: str = ""
    url: str = ""
    text: str = ""
    language: str = ""
    asks: Asks | Literal[""] = ""
    earliest: str = ""
    latest: str = ""


@dataclass(frozen=True)
class Text:
    """Plain words; line breaks are kept."""

    text: str
    choices: tuple[Choice, ...] = ()  # quick replies under the message


@dataclass(frozen=True)
class Table:
    """Rows below each other, each with as many cells as there are headers.

    An empty first header says that the first cell names its row. `caption` stands above, `below` are the words that
    follow.
    """

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""
    below: str = ""

    def list_rows(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """Each row as its name, which may be empty, and what is said of it: (header, cell), empty cells left out."""
        named = self.headers[:1] == ("",)
        rows = ((row[0] if named else "", zip(self.headers[named:], row[named:], strict=False)) for row in self.rows)
        return [(name, [(header, cell) for header, cell in facts if cell]) for name, facts in rows]


@dataclass(frozen=True)
class Card:
    """One thing with a title, words, tables, facts in two columns, and buttons. `alt` reads the same aloud.

    `language` is that of title, words and tables, when it is not the conversation's. `emphasis` is "none" where the
    buttons are answers, of which none may look like the right one. `elsewhere` is for who reads it outside of a chat,
    where a button that answers does nothing.
    """

    title: str
    text: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    buttons: tuple[Choice, ...] = ()
    note: str = ""  # small print: source, office, date
    alt: str = ""  # empty: made of title and text
    choices: tuple[Choice, ...] = ()
    tables: tuple[Table, ...] = ()  # below the text
    language: str = ""
    emphasis: Literal["", "none"] = ""
    elsewhere: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class Carousel:
    """Cards side by side, most important first."""

    cards: tuple[Card, ...]
    alt: str = ""
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class Image:
    """A picture at a public https address. `alt` says what it shows."""

    url: str
    preview_url: str
    alt: str
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class Place:
    """A point on the map."""

    title: str
    address: str
    latitude: float
    longitude: float
    choices: tuple[Choice, ...] = ()


Message = Text | Card | Carousel | Image | Place

_KINDS: dict[str, type[Any]] = {
    "text": Text,
    "card": Card,
    "carousel": Carousel,
    "image": Image,
    "place": Place,
}


def message_to_json(message: Message) -> dict[str, Any]:
    """`{"kind": …, …}`: what the outbox stores and the web channel sends; empty fields are left out."""
    kind = next(name for name, cls in _KINDS.items() if isinstance(message, cls))
    return {"kind": kind, **_without_empty(asdict(message))}


def message_from_json(data: Mapping[str, Any]) -> Message:
    """The inverse of `message_to_json`."""
    fields = {key: value for key, value in data.items() if key != "kind"}
    if "cards" in fields:
        fields["cards"] = tuple(_card(card) for card in fields["cards"])
    message: Message = _make(_KINDS[data["kind"]], _tuples(fields))
    return message


def _make(cls: type[Any], data: Mapping[str, Any]) -> Any:
    """An object whose empty fields were left out, those without a default too."""
    wanted = (field for field in dataclass_fields(cls) if field.default is MISSING and field.name not in data)
    return cls(**{field.name: () if field.name == "cards" else "" for field in wanted}, **data)


def _card(data: Mapping[str, Any]) -> Card:
    return cast(Card, _make(Card, _tuples(data)))


def _choice(data: Mapping[str, Any]) -> Choice:
    return cast(Choice, _make(Choice, {**data, "asks": Asks(data["asks"])} if data.get("asks") else data))


def _table(data: Mapping[str, Any]) -> Table:
    rows = tuple(tuple(row) for row in data.get("rows", ()))
    return Table(**{**data, "headers": tuple(data.get("headers", ())), "rows": rows})


def _tuples(data: Mapping[str, Any]) -> dict[str, Any]:
    fields = dict(data)
    for name in ("choices", "buttons", "elsewhere"):
        if name in fields:
            fields[name] = tuple(_choice(choice) for choice in fields[name])
    if "facts" in fields:
        fields["facts"] = tuple((label, value) for label, value in fields["facts"])
    if "tables" in fields:
        fields["tables"] = tuple(_table(table) for table in fields["tables"])
    return fields


def _without_empty(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_empty(item) for key, item in value.items() if item not in ("", (), [], None)}
    if isinstance(value, list | tuple):
        return [_without_empty(item) for item in value]
    return value
