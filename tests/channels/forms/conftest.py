"""The forms over real HTTP, for a conversation that is there already."""

from __future__ import annotations

import re
import secrets
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask_wtf import CSRFProtect
from PIL import Image
from sqlmodel import SQLModel, select
from werkzeug.serving import make_server

from bot import inbox
from bot.bell import Bell
from bot.channels.forms import blueprint as forms_blueprint
from bot.channels.forms.counter import FormCounter, Verifying
from bot.channels.forms.liff import Liff
from bot.channels.web import blueprint as web_blueprint
from bot.channels.web.counter import WebCounter
from bot.db import Database
from bot.forms.definition import load_forms
from bot.forms.links import FormLink, sign_link
from bot.models.conversation import Conversation
from bot.models.forms import FormEntry
from bot.texts import load_texts
from tests.bot.inbounds import text
from tests.channels.web.conftest import CITY, Answer, Visitor

OpenDesk = Callable[..., "Desk"]
SECRET_KEY = "a secret key of the tests, long enough"
RIGHT = {
    "topic": "consultation",
    "about": "道路に穴があいています。",
    "name": "髙﨑𠮷子",
    "kana": "たかさき よしこ",
    "phone": "090-1234-5678",
    "postcode": "380-0801",
    "address": "長野県長野市箱清水1-2-3",
    "birth_date.era": "showa",
    "birth_date.year": "60",
    "birth_date.month": "4",
    "birth_date.day": "1",
}


@dataclass(frozen=True)
class Desk:
    """A running server with the forms."""

    port: int
    database: Database

    def link(self, conversation_id: int, form: str = "contact", language: str = "ja") -> str:
        return f"/liff/{form}?t={sign_link(SECRET_KEY, FormLink(conversation_id, form, language))}"

    def converse(self, address: str = "") -> int:
        """The id of a new citizen's conversation."""
        address = address or f"U{secrets.token_hex(16)}"
        inbox.accept(self.database, [text("こんにちは", address)])
        fingerprint = self.database.vault.fingerprint(f"line:{address}")
        with self.database.read() as session:
            found = session.exec(select(Conversation.id).where(Conversation.address_fingerprint == fingerprint)).one()
        assert found is not None
        return found

    def rows(self, model: type[SQLModel]) -> list[Any]:
        own: Any = model
        with self.database.read() as session:
            rows = list(session.exec(select(own).order_by(own.id)))
            session.expunge_all()
            return rows

    def entries(self) -> list[FormEntry]:
        return self.rows(FormEntry)


class Writer(Visitor):
    """A browser without script that fills a form in; `page` is what it shows, `path` where it is."""

    def __init__(self, port: int) -> None:
        super().__init__(port)
        self.page = Answer(0, None, "")  # type: ignore[arg-type]
        self.path = ""

    def goes_to(self, path: str) -> Answer:
        """Follows what it is sent on to."""
        answer = self.get(path)
        while answer.status == 303:
            path = answer.headers["Location"]
            answer = self.get(path)
        self.page, self.path = answer, path.partition("#")[0].partition("?")[0]
        return answer

    def sends(
        self, fields: dict[str, str] | None = None, photo: bytes | None = None, to: str = "", **more: str
    ) -> Answer:
        """Posts the page's form with what it holds, these fields and a photo."""
        hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', self.page.text))
        body, kind = _encode({**hidden, **(fields or {}), **more}, photo)
        path = to or self.path
        answer = self._read(self.open("POST", path, body, {"Content-Type": kind}))
        if answer.status == 303:
            return self.goes_to(answer.headers["Location"])
        self.page = answer
        return answer

    def errors(self) -> dict[str, str]:
        """What stands beside the fields, by field."""
        found = re.findall(r'id="f-(\w+)-error"><span class="unseen">[^<]*</span>([^<]*)<', self.page.text)
        return {name: unescape(words) for name, words in found}


def _encode(fields: dict[str, str], photo: bytes | None) -> tuple[bytes, str]:
    boundary = secrets.token_hex(16)
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    if photo is not None:
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="photo"; filename="a.jpg"\r\n\r\n'
        parts.append(head.encode() + photo + b"\r\n")
    return b"".join(parts) + f"--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"


def make_photo(size: tuple[int, int] = (400, 300)) -> bytes:
    written = BytesIO()
    Image.new("RGB", size, "teal").save(written, "JPEG")
    return written.getvalue()


@pytest.fixture
def open_desk(database: Database) -> Iterator[OpenDesk]:
    """Starts a server, with LIFF or without; `verify` makes of its address who verifies citizens."""
    running = []

    def open_one(liff: Liff | None = None, verify: Callable[[str], Verifying] | None = None) -> Desk:
        texts, bell = load_texts(), Bell()
        app = Flask("tests")
        app.config.update(SECRET_KEY=SECRET_KEY, MAX_CONTENT_LENGTH=4 * 1024 * 1024, WTF_CSRF_TIME_LIMIT=None)
        csrf = CSRFProtect(app)
        web = WebCounter(database, bell, texts, lambda inbounds: inbox.accept(database, inbounds), CITY)
        app.register_blueprint(web_blueprint.create_blueprint(web))
        server = make_server("127.0.0.1", 0, app, threaded=True)
        server.daemon_threads = False  # type: ignore[attr-defined]  # closing waits for what is being answered
        verifying = verify(f"http://127.0.0.1:{server.server_port}") if verify else None
        counter = FormCounter(database, bell, texts, load_forms(texts), SECRET_KEY, CITY, liff, verifying)
        forms = forms_blueprint.create_blueprint(counter)
        csrf.exempt(forms)
        app.register_blueprint(forms)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        running.append((server, thread))
        return Desk(server.server_port, database)

    yield open_one
    for server, thread in running:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def desk(open_desk: OpenDesk) -> Desk:
    return open_desk(None)


@pytest.fixture
def writer(desk: Desk) -> Writer:
    """Somebody who has just opened the link of their conversation."""
    writer = Writer(desk.port)
    assert writer.goes_to(desk.link(desk.converse())).status == 200
    return writer
