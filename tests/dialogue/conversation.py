"""A citizen at the counter, for tests that read as dialogues: the real inbox, engine, texts and tables."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from sqlmodel import SQLModel, select

from bot import inbox
from bot.bell import Bell
from bot.channels.line.render import render_messages
from bot.channels.terminal import render_lines
from bot.clock import utc_now
from bot.db import Database
from bot.dialogue.engine import DialogueEngine
from bot.dialogue.tracker import Tracker
from bot.dialogue.tracker_store import load_tracker
from bot.messages import (
    Card,
    Carousel,
    Channel,
    Choice,
    Image,
    Inbound,
    InboundKind,
    Location,
    Message,
    Place,
    Text,
    message_from_json,
)
from bot.models.conversation import Conversation as ConversationRow
from bot.models.inbox import InboxRow
from bot.models.outbox import OutboxRow
from bot.simulator.rules import check_body
from bot.texts import LANGUAGES
from tests.dialogue.twins import find_missing

SILENCE = "(silence)"
MAX_BUBBLES = 3
_KEY = re.compile(r"[a-z_]+\.[\w-]+")


class Conversation:
    """One citizen on one channel. Every method that says something returns the messages of the answer.

    `expects` is a text key (in any language), words that must occur, or SILENCE.
    """

    def __init__(self, database: Database, make_engine: Callable[[], DialogueEngine], locale: str = "") -> None:
        self.database = database
        self._make_engine = make_engine
        self.engine = make_engine()
        self.address = f"U{secrets.token_hex(16)}"
        self.locale = locale
        self.last: tuple[Message, ...] = ()
        self.last_inbound: Inbound | None = None
        self.pace_seconds = 15.0  # between two messages
        self._bell = Bell()
        self._moment = utc_now()

    def says(self, text: str, expects: str = "") -> tuple[Message, ...]:
        return self._send(InboundKind.TEXT, expects, text=text)

    def presses(self, what: str, expects: str = "") -> tuple[Message, ...]:
        """A button by its label (or its first letters), as long as it is on the screen, or a postback."""
        choice = next((choice for choice in self.choices if choice.label.startswith(what)), None)
        if choice is None:
            assert re.match(r"\w+\.\w+", what), f"there is no button {what} among {self.labels}"
            return self.sends_postback(what, expects)
        assert not choice.url, f"{choice.label} opens {choice.url}"
        if choice.text:
            return self.says(choice.text, expects)
        return self._send(InboundKind.POSTBACK, expects, postback=choice.postback, params={"label": choice.label})

    def picks(self, label: str, value: str, expects: str = "") -> tuple[Message, ...]:
        """A day or a time, after a press of the button that asks for it."""
        choice = next(choice for choice in self.choices if choice.label == label)
        return self._send(InboundKind.POSTBACK, expects, postback=choice.postback, params={str(choice.asks): value})

    def sends_postback(self, data: str, expects: str = "") -> tuple[Message, ...]:
        """What a button that is not on the screen any more, or never was, sends."""
        return self._send(InboundKind.POSTBACK, expects, postback=data)

    def sends_sticker(self, expects: str = "") -> tuple[Message, ...]:
        return self._send(InboundKind.STICKER, expects)

    def sends_image(self, expects: str = "") -> tuple[Message, ...]:
        return self._send(InboundKind.IMAGE, expects)

    def sends_location(self, expects: str = "") -> tuple[Message, ...]:
        return self._send(InboundKind.LOCATION, expects, location=Location(36.65, 138.18, "here", "somewhere"))

    def sends(self, kind: InboundKind, expects: str = "") -> tuple[Message, ...]:
        return self._send(kind, expects)

    def sends_form(
        self, form: str = "contact", number: str = "C-000001", expects: str = "", room: str = "operator"
    ) -> tuple[Message, ...]:
        """What our own page says when a form was sent on it."""
        return self._send(InboundKind.FORM, expects, params={"room": room, "form": form, "number": number})

    def follows(self, expects: str = "", *, is_unblocked: bool = False) -> tuple[Message, ...]:
        return self._send(InboundKind.FOLLOW, expects, is_unblocked=is_unblocked)

    def hears(self, expects: str = "") -> tuple[Message, ...]:
        """The answer to what one of our own pages has put into the inbox."""
        with self.database.read() as session:
            own = select(InboxRow.event_id).where(InboxRow.conversation_id == self._row(session).id)
            event_id = session.exec(own.order_by(InboxRow.id.desc())).first()  # type: ignore[union-attr]
        assert self._work() == 1
        self.last = self._read_answer(event_id or "")
        self._check(expects)
        return self.last

    def sends_again(self) -> int:
        """The channel delivers the last event once more; the number of rows that were new."""
        assert self.last_inbound is not None
        return inbox.accept(self.database, [self.last_inbound]) + self._work()

    def restarts(self) -> None:
        """The program is started anew; nothing is kept but the database."""
        self.engine = self._make_engine()

    @property
    def choices(self) -> list[Choice]:
        """Everything that can be pressed in the last answer."""
        return [choice for message in self.last for choice in list_choices(message)]

    @property
    def labels(self) -> list[str]:
        return [choice.label for choice in self.choices]

    @property
    def tracker(self) -> Tracker:
        with self.database.read() as session:
            return load_tracker(session, self._row(session), utc_now())[0]

    @property
    def id(self) -> int:
        with self.database.read() as session:
            found = self._row(session).id
            assert found is not None
            return found

    def rows(self, model: type[SQLModel]) -> list[Any]:
        """This citizen's rows of a table, oldest first."""
        with self.database.read() as session:
            own: Any = model
            found = select(own).where(own.conversation_id == self.id).order_by(own.id)
            rows = list(session.exec(found))
            session.expunge_all()
            return rows

    def _send(self, kind: InboundKind, expects: str, **more: Any) -> tuple[Message, ...]:
        self._moment += timedelta(seconds=self.pace_seconds)
        self.last_inbound = Inbound(
            channel=Channel.LINE,
            event_id=secrets.token_hex(13),
            address=self.address,
            kind=kind,
            occurred_at=self._moment,
            reply_token=secrets.token_hex(16),
            message_id=secrets.token_hex(8),
            locale=self.locale,
            **more,
        )
        assert inbox.accept(self.database, [self.last_inbound]) == 1
        assert self._work() == 1
        self.last = self._read_answer(self.last_inbound.event_id)
        self._check(expects)
        return self.last

    def _work(self) -> int:
        done = 0
        while inbox.work_one(self.database, self.engine, self._bell):
            done += 1
        return done

    def _row(self, session: Any) -> ConversationRow:
        fingerprint = self.database.vault.fingerprint(f"{Channel.LINE}:{self.address}")
        found = session.exec(select(ConversationRow).where(ConversationRow.address_fingerprint == fingerprint)).one()
        assert isinstance(found, ConversationRow)
        return found

    def _read_answer(self, event_id: str) -> tuple[Message, ...]:
        with self.database.read() as session:
            accepted = session.exec(select(InboxRow.id).where(InboxRow.event_id == event_id)).one()
            rows = list(session.exec(select(OutboxRow).where(OutboxRow.inbox_id == accepted)))
            assert len(rows) <= 1, "one turn, one row"
            return tuple(message_from_json(data) for row in rows for data in row.messages)

    def _check(self, expects: str) -> None:
        assert len(self.last) <= MAX_BUBBLES, f"{len(self.last)} bubbles in one turn"
        self._check_channels()
        if expects == SILENCE:
            assert self.last == ()
            return
        said = "\n".join(word for message in self.last for word in list_words(message))
        assert said, "no answer"
        if not expects:
            return
        assert self._pattern(expects).search(said), f"expected {expects}, but it said:\n{said}"

    def _check_channels(self) -> None:
        """LINE takes every answer of every test as it is, and who reads plain lines reads all of it."""
        rendered = render_messages(self.last)
        assert len(rendered) == len(self.last), "LINE can't show this answer as it is"
        if rendered:
            check_body("PushMessageRequest", {"to": self.address, "messages": rendered}, "pushMessage")
        for message in self.last:
            assert find_missing(message, "\n".join(render_lines(message))) == []

    def _pattern(self, expects: str) -> re.Pattern[str]:
        texts = self.engine.house.texts
        if not (_KEY.fullmatch(expects) and texts.has(expects)):
            return re.compile(re.escape(expects))
        wordings = (re.escape(texts.get(language, expects)) for language in LANGUAGES)
        return re.compile("|".join(re.sub(r"\\\{\w+\\\}", ".*", wording) for wording in wordings), re.DOTALL)


def list_choices(message: Message) -> Iterator[Choice]:
    """Buttons first, then quick replies, in their order."""
    cards = message.cards if isinstance(message, Carousel) else (message,) if isinstance(message, Card) else ()
    for card in cards:
        yield from card.buttons
    if isinstance(message, Carousel):
        for card in cards:
            yield from card.choices
    yield from message.choices


def list_words(message: Message) -> Iterator[str]:
    """Every word a citizen reads, choices left out."""
    match message:
        case Text():
            yield message.text
        case Card():
            yield from (message.title, message.text, message.note)
            for label, value in message.facts:
                yield f"{label} {value}"
            for table in message.tables:
                yield from (table.caption, *table.headers, *(cell for row in table.rows for cell in row), table.below)
        case Carousel():
            for card in message.cards:
                yield from list_words(card)
        case Image():
            yield message.alt
        case Place():
            yield f"{message.title} {message.address}"
