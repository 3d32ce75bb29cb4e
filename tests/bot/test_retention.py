"""What is deleted by the clock, and what stays."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import select

from bot import inbox
from bot.clock import utc_now
from bot.db import Database
from bot.models.conversation import Conversation
from bot.models.inbox import InboxRow
from bot.services.retention import purge_erased, purge_old
from tests.bot.inbounds import text

YEAR = 365


def age(database: Database, days: int) -> None:
    """Let everything in the database have happened that long ago."""
    with database.write() as session:
        for conversation in session.exec(select(Conversation)):
            conversation.created_at -= timedelta(days=days)
        for row in session.exec(select(InboxRow)):
            row.received_at -= timedelta(days=days)


def list_addresses(database: Database) -> list[str]:
    with database.read() as session:
        return sorted(session.exec(select(Conversation.address)))


def test_a_conversation_goes_when_nothing_was_said_for_the_retention(database: Database) -> None:
    inbox.accept(database, [text("むかし", "U-old")])
    age(database, YEAR + 1)
    inbox.accept(database, [text("きのう", "U-new")])
    age(database, 1)
    with database.write() as session:
        assert purge_old(session, utc_now(), YEAR) == 1
    assert list_addresses(database) == ["U-new"]
    with database.read() as session:
        assert len(session.exec(select(InboxRow)).all()) == 1


def test_who_writes_again_is_kept_however_old_the_conversation(database: Database) -> None:
    inbox.accept(database, [text("むかし")])
    age(database, YEAR + 1)
    inbox.accept(database, [text("ひさしぶり")])
    with database.write() as session:
        assert purge_old(session, utc_now(), YEAR) == 0


def test_erased_conversations_go_after_the_farewell_and_not_before(database: Database) -> None:
    inbox.accept(database, [text("消してください")])
    with database.write() as session:
        session.exec(select(Conversation)).one().erased_at = utc_now() + timedelta(seconds=1)
    with database.write() as session:
        assert purge_erased(session, utc_now()) == 0
        assert purge_erased(session, utc_now() + timedelta(minutes=11)) == 1
    assert list_addresses(database) == []
