"""The web channel over real HTTP, and a clerk who answers what is in the inbox."""

from __future__ import annotations

import http.client
import json
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask_wtf import CSRFProtect
from sqlmodel import col, select
from werkzeug.serving import make_server

from bot.bell import Bell
from bot.channels.web.blueprint import create_blueprint
from bot.channels.web.counter import WebCounter, conversation_topic
from bot.clock import utc_now
from bot.db import Database
from bot.inbox import accept
from bot.messages import Inbound, Message, message_to_json
from bot.models.inbox import InboxRow, InboxStatus
from bot.models.outbox import OutboxRow, OutboxStatus
from bot.models.tracker_event import TrackerEventRow
from bot.texts import Texts, load_texts

CITY = {"ja": "みどり野市", "en": "Midorino City"}
HEARTBEAT = 0.2


class Clerk:
    """Does what a worker does: takes what is in the inbox and writes question and answer as tracker events."""

    def __init__(self, database: Database, bell: Bell) -> None:
        self.database = database
        self._bell = bell

    def waiting(self) -> list[Inbound]:
        """What is in the inbox and not answered yet, oldest first."""
        return [Inbound.from_json(row.inbound) for row in self._rows()]

    def answer(self, *messages: Message, speaker: str = "bot") -> None:
        """Answer each waiting inbound with these messages."""
        for row in self._rows():
            inbound = Inbound.from_json(row.inbound)
            words = inbound.text or inbound.params.get("label") or " ".join(inbound.params.values())
            self._write(row.conversation_id, row.id, words, messages, speaker)

    def say(self, conversation_id: int, *messages: Message, speaker: str = "operator") -> None:
        """Say something nobody asked for just now."""
        self._write(conversation_id, None, "", messages, speaker)

    def _rows(self) -> list[InboxRow]:
        statement = select(InboxRow).where(InboxRow.status == InboxStatus.ACCEPTED).order_by(col(InboxRow.id))
        with self.database.read() as session:
            rows = list(session.exec(statement))
            session.expunge_all()
            return rows

    def _write(
        self, conversation: int, inbox_id: int | None, words: str, messages: tuple[Message, ...], speaker: str
    ) -> None:
        def event(name: str, data: dict[str, Any]) -> TrackerEventRow:
            return TrackerEventRow(conversation_id=conversation, inbox_id=inbox_id, name=name, data=data, at=utc_now())

        with self.database.write() as session:
            if inbox_id is not None:
                session.get_one(InboxRow, inbox_id).status = InboxStatus.DONE
                session.add(event("user_uttered", {"kind": "text", "utterance": words}))
            said = OutboxRow(
                conversation_id=conversation,
                inbox_id=inbox_id,
                channel="web",
                speaker=speaker,
                messages=[message_to_json(message) for message in messages],
                status=OutboxStatus.SENT,
                created_at=utc_now(),
            )
            session.add(said)
            session.flush()
            session.add(event("bot_uttered", {"outbox_id": said.id}))
        self._bell.ring(conversation_topic(conversation))


@dataclass(frozen=True)
class Answer:
    """An HTTP answer, read whole."""

    status: int
    headers: http.client.HTTPMessage
    text: str

    def json(self) -> Any:
        return json.loads(self.text)


class Visitor:
    """A browser without script: keeps its cookie, follows nothing."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.cookie = ""

    def get(self, path: str = "/", **headers: str) -> Answer:
        return self._read(self.open("GET", path, headers=headers))

    def say(self, body: object, **headers: str) -> Answer:
        """`POST /chat/messages`; `body` is made JSON unless it is bytes."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self._read(self.open("POST", "/chat/messages", data, {"Content-Type": "application/json", **headers}))

    def submit(self, page: Answer, path: str = "/", **fields: str) -> Answer:
        """Send the form of a page, with its hidden fields and these."""
        hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.text))
        data = urlencode({**hidden, **fields}).encode()
        return self._read(self.open("POST", path, data, {"Content-Type": "application/x-www-form-urlencoded"}))

    def listen(self, path: str = "/chat/events", **headers: str) -> Events:
        return Events(self.open("GET", path, headers=headers))

    def open(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=20)
        sent = {name.replace("_", "-"): value for name, value in (headers or {}).items()}
        connection.request(method, path, body, {**sent, **({"Cookie": self.cookie} if self.cookie else {})})
        response = connection.getresponse()
        if cookie := response.headers.get("Set-Cookie"):
            self.cookie = cookie.split(";")[0]
        return response

    @staticmethod
    def _read(response: http.client.HTTPResponse) -> Answer:
        with response:
            return Answer(response.status, response.headers, response.read().decode())


class Events:
    """An open event stream."""

    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status, self.headers = response.status, response.headers
        self._response = response

    def leave(self) -> None:
        """Close the connection, as a browser does whose tab is closed."""
        self._response.close()

    def blocks(self) -> Iterator[str]:
        """What stands between empty lines, as it comes, until the server ends."""
        lines: list[str] = []
        for line in self._response:
            if line.strip():
                lines.append(line.decode().rstrip("\n"))
            elif lines:
                yield "\n".join(lines)
                lines = []

    def take(self, count: int) -> list[dict[str, Any]]:
        """The data of the next `count` messages; then the connection is closed."""
        found: list[dict[str, Any]] = []
        with self._response:
            for block in self.blocks():
                fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
                if fields.get("event") == "message":
                    found.append({**json.loads(fields["data"]), "sent_id": fields["id"]})
                if len(found) == count:
                    return found
        raise AssertionError(f"the stream ended after {len(found)} of {count} messages")


@dataclass(frozen=True)
class Office:
    """A running web channel."""

    port: int
    clerk: Clerk

    def visitor(self) -> Visitor:
        return Visitor(self.port)


OpenOffice = Callable[..., Office]


@pytest.fixture(scope="session")
def texts() -> Texts:
    return load_texts()


@pytest.fixture
def open_office(database: Database, texts: Texts) -> Iterator[OpenOffice]:
    """Starts a web channel; keyword arguments replace parts of its counter."""
    running: list[tuple[Any, threading.Thread]] = []

    def open_one(**parts: Any) -> Office:
        bell = Bell()
        counter = {
            "database": database,
            "bell": bell,
            "texts": texts,
            "accept": lambda inbounds: accept(database, inbounds),
            "city_name": CITY,
            "phone": "026-000-1000",
            "heartbeat_seconds": HEARTBEAT,
            "stream_seconds": 10.0,
        }
        app = Flask("tests")
        app.config.update(SECRET_KEY="secret", SESSION_COOKIE_SAMESITE="Lax", WTF_CSRF_TIME_LIMIT=None)
        app.config.update(SESSION_REFRESH_EACH_REQUEST=False)
        CSRFProtect(app)
        app.register_blueprint(create_blueprint(WebCounter(**{**counter, **parts})))
        server = make_server("127.0.0.1", 0, app, threaded=True)
        server.daemon_threads = False  # type: ignore[attr-defined]  # closing waits for streams, before the database goes
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        running.append((server, thread))
        return Office(server.server_port, Clerk(database, bell))

    yield open_one
    for server, thread in running:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def origins() -> list[str]:
    """The sites that may show the widget; filled when a site's port is known."""
    return []


@pytest.fixture
def office(open_office: OpenOffice, origins: list[str]) -> Office:
    return open_office(widget_origins=origins)
