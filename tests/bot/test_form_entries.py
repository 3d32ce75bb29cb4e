"""How long forms are kept, and what is handed out and deleted with the rest."""

from __future__ import annotations

import base64
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from bot import inbox
from bot.clock import utc_now
from bot.db import Database
from bot.forms.photos import Photo
from bot.models.conversation import Conversation
from bot.models.forms import FormEntry, FormPhoto
from bot.services import form_entries, personal_data
from bot.services.retention import purge_old
from tests.bot.inbounds import text

PHOTO = Photo(b"\xff\xd8\xff picture", 4, 3)
YEAR = 365


@pytest.fixture
def conversation_id(database: Database) -> int:
    inbox.accept(database, [text("こんにちは")])
    with database.read() as session:
        return session.exec(select(Conversation.id)).one() or 0


def fill(session: Session, conversation_id: int, days_ago: float = 0, *, is_sent: bool = False) -> FormEntry:
    then = utc_now() - timedelta(days=days_ago)
    entry = form_entries.open_draft(session, conversation_id, "contact", then)
    form_entries.save_draft(session, entry.key, {"name": "山田"}, then)
    form_entries.put_photo(session, entry, "photo", PHOTO, then)
    if is_sent:
        form_entries.send_draft(session, entry.key, {"name": "山田"}, "C", then)
    return entry


def count(database: Database) -> tuple[int, int]:
    with database.read() as session:
        return len(session.exec(select(FormEntry)).all()), len(session.exec(select(FormPhoto)).all())


@pytest.mark.parametrize(
    ("days_ago", "is_sent", "retention", "kept"),
    [
        (6, False, YEAR, 1),
        (8, False, YEAR, 0),
        (2, False, 1, 0),
        (8, True, YEAR, 1),
        (YEAR - 1, True, YEAR, 1),
        (YEAR + 1, True, YEAR, 0),
    ],
)
def test_drafts_are_kept_for_a_week_and_what_was_sent_for_the_retention(
    database: Database, conversation_id: int, days_ago: float, is_sent: bool, retention: int, kept: int
) -> None:
    with database.write() as session:
        fill(session, conversation_id, days_ago, is_sent=is_sent)
    with database.write() as session:
        assert form_entries.purge_forms(session, utc_now(), retention) == 1 - kept
    assert count(database) == (kept, kept)


def test_the_citizens_file_has_forms_and_photos(database: Database, conversation_id: int) -> None:
    with database.write() as session:
        entry = fill(session, conversation_id, is_sent=True)
    with database.read() as session:
        data = personal_data.export(session, conversation_id)
        assert personal_data.count_rows(session, conversation_id)["form_entry"] == 1
    (form,), (photo,) = data["form_entry"], data["form_photo"]
    assert form["content"] == {"name": "山田"}
    assert "key" not in form
    assert base64.b64decode(photo["content"]) == PHOTO.content
    assert form["number"] == entry.number


def test_they_go_with_everything_else(database: Database, conversation_id: int) -> None:
    with database.write() as session:
        fill(session, conversation_id, is_sent=True)
        fill(session, conversation_id)
    assert count(database) == (2, 2)
    with database.write() as session:
        personal_data.erase(session, conversation_id, 0, utc_now())
    assert count(database) == (0, 0)


def test_they_go_with_their_conversation(database: Database, conversation_id: int) -> None:
    with database.write() as session:
        fill(session, conversation_id, is_sent=True)
    with database.write() as session:
        assert purge_old(session, utc_now() + timedelta(days=2 * YEAR), YEAR) == 1
    assert count(database) == (0, 0)


def test_a_number_is_given_once(database: Database, conversation_id: int) -> None:
    numbers = set()
    for _ in range(3):
        with database.write() as session:
            numbers.add(fill(session, conversation_id, is_sent=True).number)
        with database.write() as session:
            personal_data.erase(session, conversation_id, 0, utc_now())
    assert len(numbers) == 3
