"""Two hundred marked personal values go through applications, by every way there is; none of them is anywhere in the
clear: not in the database and its log, the program's log, Valkey, or what is sent to citizens."""

from __future__ import annotations

import json
import logging
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
import redis
from sqlmodel import SQLModel, select

from bot.city import City
from bot.clients.identity.oidc import OidcIdentityProvider
from bot.clients.identity.protocol import VerifiedPerson
from bot.clients.redis import RedisBell
from bot.db import Database
from bot.forms.definition import load_forms
from bot.models.conversation import Conversation
from bot.models.forms import EntryState, FormEntry
from bot.models.outbox import OutboxRow
from bot.services.form_entries import open_draft, send_draft
from bot.services.identities import Verification, fit_values, seal_identity, take_in
from handlers.certificates.models import ApplicationState, IdentityLevel
from handlers.certificates.service.applying import correct
from handlers.certificates.service.prefilling import FORM
from tests.admin.staff_house import StaffBrowser
from tests.handlers.certificates.admin.conftest import BASE, Hall, open_hall
from tests.handlers.certificates.admin.test_batch import mark, post
from tests.handlers.certificates.admin.test_calls import CALL

LETTERS = "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろ"
S = ApplicationState
CALLS, CITIZENS, VERIFIED = 18, 12, 4
# It is asked nothing: what it would say is made up.
PROVIDER = OidcIdentityProvider(
    "https://identity.example", "x", "", name="カードの認証", scope="openid", levels=(), places={}
)


@dataclass
class Marks:
    """Values that are nowhere else, each told apart."""

    made: list[str] = field(default_factory=list)

    def word(self, length: int = 12) -> str:
        return self._keep("".join(random.choices(LETTERS, k=length)))

    def phone(self) -> str:
        return self._keep(f"090{random.randrange(10**8):08d}")

    def tracking(self) -> str:
        return self._keep(f"{random.randrange(10**11, 10**12)}")

    def _keep(self, value: str) -> str:
        self.made.append(value)
        return value

    def find_in(self, content: bytes) -> list[str]:
        """Those that are in it, however they are written."""
        return [one for one in self.made if any(way.encode() in content for way in list_ways(one))]


def list_ways(value: str) -> Iterator[str]:
    """As it was typed, in katakana, a telephone number with its hyphens; and each as JSON escapes it."""
    katakana = "".join(chr(ord(letter) + 0x60) if letter in LETTERS else letter for letter in value)
    hyphens = f"{value[:3]}-{value[3:7]}-{value[7:]}" if value.startswith("090") else value
    for way in {value, katakana, hyphens}:
        yield from {way, json.dumps(way)[1:-1]}


def enter_calls(marks: Marks, aki: StaffBrowser) -> None:
    for _ in range(CALLS):
        personal = {name: marks.word() for name in ("name", "kana", "address", "items", "reason")}
        aki.goes_to(f"{BASE}/new")
        assert aki.sends(f"{BASE}/new", **{**CALL, **personal, "phone": marks.phone()}).status == 200


def review(marks: Marks, hall: Hall, aki: StaffBrowser, ben: StaffBrowser) -> None:
    """Looked at, sent back, corrected, issued and sent, or rejected."""
    for number in range(CITIZENS):
        content = {name: marks.word() for name in ("name", "kana", "address", "reason")}
        id = hall.add(content=content)
        with hall.house.database.write() as session:
            session.get_one(Conversation, hall.get(id).conversation_id).channel = "line"
        ben.goes_to(f"{BASE}/{id}")
        ben.sends(f"{BASE}/{id}/look", purpose="request", reason=marks.word())
        aki.goes_to(f"{BASE}/{id}")
        aki.sends(f"{BASE}/{id}/take-up")
        assert content["name"] in aki.page.text and content["name"] in ben.page.text
        aki.sends(f"{BASE}/{id}/send-back", field="name", reason=marks.word())
        correct_name(marks, hall, id)
        aki.goes_to(f"{BASE}/{id}")
        if number % 3 == 0:
            aki.sends(f"{BASE}/{id}/reject", reason=marks.word(), sure="1")
            assert hall.get(id).state == S.CANCELLED
            continue
        aki.sends(f"{BASE}/{id}/issue")
        aki.sends(f"{BASE}/{id}/sent", tracking=marks.tracking())
        assert hall.get(id).state == S.SENT


def correct_name(marks: Marks, hall: Hall, id: int) -> None:
    application, now = hall.get(id), hall.house.clock()
    with hall.house.database.write() as session:
        draft = open_draft(session, application.conversation_id, "certificate_correction-name", now)
        sent = send_draft(session, draft.key, {"name": marks.word()}, "T", now)
        assert sent is not None and sent.state == EntryState.SENT
        correct(session, application, sent, now)


def verify(marks: Marks, hall: Hall, aki: StaffBrowser) -> None:
    """What an identity provider says of citizens: taken in, and of every second one sent and looked at."""
    form, now = load_forms(hall.house.house.texts).find(FORM), hall.house.clock()
    assert form is not None
    for number in range(VERIFIED):
        subject, name, kana, address = (marks.word() for _ in range(4))
        person = VerifiedPerson(subject, name, date(1985, 4, 1), kana=kana, postcode="380-0801", address=address)
        application = hall.get(hall.add(identity=IdentityLevel.VERIFIED))
        with hall.house.database.write() as session:
            entry = session.get_one(FormEntry, application.entry_id)
            entry.state, entry.wants_identity, key, id = EntryState.DRAFT, True, entry.key, entry.id or 0
            session.flush()
            assert take_in(session, hall.house.database.vault, form, id, Verification(PROVIDER, person, 30), now)
        if number % 2:
            continue
        with hall.house.database.write() as session:
            sent = send_draft(session, key, fit_values(form, person), "S", now)
            assert sent is not None and seal_identity(session, sent)
        aki.goes_to(f"{BASE}/{application.id}")
        aki.sends(f"{BASE}/{application.id}/take-up")
        assert name in aki.page.text and "カードの認証で確認済み" in aki.page.text


def give_out(hall: Hall, aki: StaffBrowser) -> None:
    """What leaves the house on paper and in a file leaves nothing behind."""
    ids = list(range(1, CALLS + 1))
    for path in ("batch/file", "batch/slips"):
        mark(aki, *ids)
        assert post(aki, path, ids, reason="まとめて印刷").status == 200


@contextmanager
def listen_in(url: str) -> Iterator[list[str]]:
    """Every command that a Valkey is given."""
    client = redis.Redis.from_url(url, decode_responses=True, socket_timeout=None)  # it may be quiet for long
    heard, ready, end = list[str](), threading.Event(), "the end of it"

    def listen() -> None:
        with client.monitor() as monitor:
            ready.set()
            for command in monitor.listen():
                heard.append(command["command"])
                if end in command["command"]:
                    return

    thread = threading.Thread(target=listen)
    thread.start()
    assert ready.wait(10)
    yield heard
    redis.Redis.from_url(url).echo(end)
    thread.join(10)


def read_rows(database: Database) -> bytes:
    """Every cell of every table as the database has it."""
    found = []
    with database.read() as session:
        for table in SQLModel.metadata.tables:
            for row in session.connection().exec_driver_sql(f'SELECT * FROM "{table}"'):
                found += [bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode() for cell in row]
    return b"\n".join(found)


def list_files(database: Database) -> list[Path]:
    """The database's own, and those of its log."""
    if database.dialect == "sqlite":
        path = Path(database.url.removeprefix("sqlite:///"))
        return [one for one in path.parent.iterdir() if one.name.startswith(path.name)]
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("CHECKPOINT")
        folder = Path(connection.exec_driver_sql("SHOW data_directory").scalar_one())
        oid = connection.exec_driver_sql("SELECT oid FROM pg_database WHERE datname = current_database()").scalar_one()
    return [*(folder / "base" / str(oid)).iterdir(), *(folder / "pg_wal").glob("0*"), *folder.glob("log*")]


def test_none_of_two_hundred_values_is_anywhere_in_the_clear(
    database: Database, certificates_city: City, valkey_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    marks = Marks()
    bell = RedisBell(valkey_url).bell
    with listen_in(valkey_url) as heard, open_hall(database, certificates_city, bell) as hall:
        aki, ben = hall.sign_in("aki"), hall.sign_in("ben")
        enter_calls(marks, aki)
        review(marks, hall, aki, ben)
        verify(marks, hall, aki)
        give_out(hall, aki)
        assert len(marks.made) >= 200 and len(set(marks.made)) == len(marks.made)
        with database.read() as session:
            told = json.dumps([row.messages for row in session.exec(select(OutboxRow))], ensure_ascii=False).encode()
            assert sum(len(entry.content) for entry in session.exec(select(FormEntry))) > 100  # they are all there
    places = {"messages": told, "Valkey": "\n".join(heard).encode(), "log": caplog.text.encode()}
    places |= {"rows": read_rows(database), **{str(path): path.read_bytes() for path in list_files(database)}}
    # Each place is one in which something would be found: a number is nobody's secret.
    assert b"K-000001" in places["rows"] and "outbox" in "\n".join(heard) and b"/certificates/" in told
    assert any(b"K-000001" in content for name, content in places.items() if name.startswith("/"))
    assert b"/admin/certificates" in places["log"]
    assert {name: found for name, content in places.items() if (found := marks.find_in(content))} == {}
