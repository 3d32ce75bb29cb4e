"""Writing to a timeframe's people: seen before, sent once each, and never to who has cancelled."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape

import pytest
from sqlmodel import Session

from bot.db import Database
from bot.messages import Channel
from bot.models.conversation import Conversation
from bot.models.ledger import QuotaRow
from bot.models.outbox import OutboxRow
from bot.models.reservations import Reservation, ReservationState
from bot.services.ledger import month_of
from bot.services.reservations.leaving import end
from tests.admin.arrivals.door import LATER, NOW, Doors, open_doors

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
TEXT = "会場は2階に変わりました。"


@pytest.fixture
def doors(database: Database) -> Iterator[Doors]:
    with open_doors(database) as opened:
        yield opened


def add_citizen(session: Session, doors: Doors, reservation: int, language: str, channel: str = Channel.LINE) -> None:
    name = f"citizen {reservation}"
    at = doors.noon - timedelta(days=9)
    own = Conversation(channel=channel, address=name, address_fingerprint=name, created_at=at, last_seen_at=at)
    session.add(own)
    session.flush()
    found = session.get_one(Reservation, reservation)
    found.conversation_id, found.language = own.id, language
    session.add(found)


def fill(doors: Doors) -> None:
    """Two in LINE, one on the web, one who called, one who has cancelled, one of a later hour."""
    people = [doors.reserves(frame) for frame in (NOW, NOW, NOW, NOW, NOW, LATER)]
    with doors.house.database.write() as session:
        for reservation, language in zip(people, ("ja", "vi", "en"), strict=False):
            add_citizen(session, doors, reservation, language, Channel.WEB if language == "en" else Channel.LINE)
        add_citizen(session, doors, people[4], "ja")
        end(session, people[4], ReservationState.CANCELLED, doors.noon - timedelta(hours=1))
        add_citizen(session, doors, people[5], "ja")
        month = month_of(doors.house.clock())
        asked = doors.house.clock()
        session.add(QuotaRow(month=month, limit_count=200, used_count=50, counted=0, asked_at=asked))


def test_looked_at_and_sent_once_each(doors: Doors, caplog: pytest.LogCaptureFixture) -> None:
    fill(doors)
    staff, path = doors.sign_in(), f"{doors.path()}/message"
    staff.goes_to(path)
    caplog.set_level(logging.DEBUG)
    page = staff.sends(path, timeframe=str(NOW), text_ja=TEXT, text_en="It is on the second floor.").text
    for words in ("3人", "多くて2通", "今月の残り: 150通", "M-000004", TEXT, "second floor"):
        assert words in page
    assert doors.house.rows(OutboxRow) == []
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    fields = {name: unescape(value) for name, value in hidden.items() if name != "csrf_token"}
    assert "3人に送りました。電話で伝える予約: 1件" in staff.sends(f"{path}/send", **fields).text
    assert "もう送られています" in staff.sends(f"{path}/send", **fields).text
    rows = doors.house.rows(OutboxRow)
    assert [row.messages[0]["text"] for row in rows] == [TEXT, *["It is on the second floor."] * 2]
    assert {row.service for row in rows} == {"card_center"}
    assert doors.house.actions().count("arrival.written") == 1
    assert TEXT not in caplog.text


def test_what_is_wrong_stands_beside_the_field(doors: Doors) -> None:
    doors.reserves()
    staff, path = doors.sign_in(), f"{doors.path()}/message"
    staff.goes_to(path)
    assert staff.sends(path).status == 422
    assert staff.errors() == {"text_ja": "日本語の文を書いてください。"}
    staff.sends(path, text_ja="あ" * 1001)
    assert staff.errors() == {"text_ja": "1000文字以内にしてください。"}
    staff.sends(path, text_ja=TEXT)
    assert list(staff.errors()) == ["timeframe"]  # who called alone
    staff.sends(f"{path}/send", text_ja=TEXT, key="never previewed")
    assert doors.house.rows(OutboxRow) == []
