"""What an operator sees of a conversation: both sides in plain lines, and how it came to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from sqlmodel import Session, col, select

from admin.page import show_time
from bot.channels.terminal import render_lines
from bot.dialogue import form
from bot.dialogue.engine import NOTHING
from bot.dialogue.tracker import Tracker
from bot.dialogue.tracker_store import load_tracker
from bot.dialogue.turn import House, Turn
from bot.messages import Card, Carousel, Channel, Image, Inbound, InboundKind, Message, Text
from bot.models.conversation import Conversation
from bot.models.desk import DeskNote
from bot.models.staff import Staff
from bot.services.transcript import Entry
from nlu.interpretation import Interpretation

SENT = "/sent/"
ASKED = 5  # how many of the citizen's last messages before the handoff tell what it is about


@dataclass(frozen=True)
class EntryView:
    """One thing said; `kind` is of what has no words, such as a picture, `instead` the text key of what is not kept."""

    id: int
    who: str
    name: str
    at: str
    lines: tuple[str, ...]
    kind: str
    files: tuple[SentView, ...] = ()
    instead: str = ""


@dataclass(frozen=True)
class SentView:
    """A picture or file that staff sent, at our own address; `preview` is empty for a file."""

    path: str
    preview: str
    name: str


@dataclass(frozen=True)
class NoteView:
    kind: str
    words: str
    name: str
    at: str


@dataclass(frozen=True)
class Summary:
    """What was asked before a person was wanted, what the bot answered, and what it had in its forms."""

    language: str
    asked: tuple[str, ...] = ()
    tried: tuple[str, ...] = ()
    filled: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()  # (service, ((slot, value), …))
    acting_for: str = ""


def present(entries: Sequence[Entry], names: Mapping[int, str]) -> list[EntryView]:
    """For the screen; `names` are those of members of staff by id."""
    return [
        EntryView(
            entry.id,
            entry.who,
            names.get(entry.staff_id or 0, ""),
            show_time(entry.at),
            tuple(line for message in entry.messages if not list_sent(message) for line in render_lines(message)),
            "" if entry.messages else entry.kind,
            tuple(sent for message in entry.messages for sent in list_sent(message)),
            entry.instead,
        )
        for entry in entries
    ]


def list_sent(message: Message) -> list[SentView]:
    """The picture or file in a message of staff; nothing for any other message."""
    match message:
        case Image():
            path = urlsplit(message.url).path
            return [SentView(path, f"{path}/preview", message.alt)] if path.startswith(SENT) else []
        case Card():
            paths = [urlsplit(choice.url).path for choice in message.buttons]
            words = " ".join(filter(None, (message.title, message.text)))
            return [SentView(path, "", words) for path in paths if path.startswith(SENT)]
    return []


def list_names(session: Session, ids: set[int]) -> dict[int, str]:
    """The names of these members."""
    found = session.exec(select(Staff.id, Staff.name).where(col(Staff.id).in_(ids))) if ids else ()
    return {id: name for id, name in found if id is not None}


def list_notes(session: Session, conversation_id: int) -> list[NoteView]:
    """Newest first."""
    own = DeskNote.conversation_id == conversation_id
    rows = session.exec(select(DeskNote).where(own).order_by(col(DeskNote.id).desc())).all()
    names = list_names(session, {row.staff_id for row in rows if row.staff_id})
    return [NoteView(row.kind, row.words, names.get(row.staff_id or 0, ""), show_time(row.at)) for row in rows]


def summarise(
    session: Session, house: House, conversation: Conversation, entries: Sequence[Entry], until: datetime
) -> Summary:
    """How it came to the desk; `until` is when a person was asked for."""
    tracker, _ = load_tracker(session, conversation, until)
    before = [entry for entry in entries if entry.at <= until]
    asked = [_first_words(entry.messages) for entry in before if entry.who == "citizen"]
    tried = [_first_words(entry.messages) for entry in before if entry.who == "bot"]
    return Summary(
        language=tracker.language or house.city.languages[0],
        asked=tuple(filter(None, asked))[-ASKED:],
        tried=tuple(dict.fromkeys(filter(None, tried[:-1])))[-ASKED:],  # the last one says that a person comes
        filled=tuple(_list_filled(house, conversation, tracker, until)),
        acting_for=tracker.acting_for,
    )


def _list_filled(
    house: House, conversation: Conversation, tracker: Tracker, now: datetime
) -> list[tuple[str, tuple[tuple[str, str], ...]]]:
    """In the staff's language, whatever the citizen's is."""
    found = []
    nothing = Interpretation("", NOTHING, (NOTHING,))
    inbound = Inbound(Channel(conversation.channel), "", "", InboundKind.OTHER, now)
    for number, frame in enumerate(tracker.frames, 1):
        handler = house.registry.find(frame.handler)
        if handler is None or not handler.slots or not frame.slots:
            continue
        alone = Tracker(language="ja", frames=tracker.frames[:number])
        turn = Turn(house, conversation.id or 0, 0, inbound, alone, nothing, now, _no_session, room=handler.name)
        values = tuple(
            (slot.names(turn)[0], slot.say(turn.slots[slot.name], turn)) for slot in form.list_filled(handler, turn)
        )
        found.append((turn.text("title"), values))
    return found


def _no_session() -> Session:
    raise RuntimeError("a summary writes nothing")


def _first_words(messages: Sequence[Message]) -> str:
    first = next(iter(messages), None)
    match first:
        case Text():
            return first.text.partition("\n")[0]
        case Card():
            return first.title
        case Carousel():
            return first.cards[0].title if first.cards else ""
    return ""
