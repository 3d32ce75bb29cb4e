"""The terminal: what a choice asks for is typed."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from sqlmodel import select

from bot.channels.terminal import TerminalChat
from bot.clock import utc_now
from bot.db import Database
from bot.inbox import accept
from bot.messages import Asks, Choice, Inbound, InboundKind, Location, Text, message_to_json
from bot.models.conversation import Conversation
from bot.models.outbox import OutboxRow, OutboxStatus
from bot.models.tracker_event import TrackerEventRow

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

CHOICES = (
    Choice("カレンダーで選ぶ", "visits.fill?day=", asks=Asks.DATE),
    Choice("日時を選ぶ", "visits.fill?moment=", asks=Asks.DATETIME),
    Choice("今いる場所を送る", asks=Asks.LOCATION),
    Choice("やめる", "dialogue.cancel"),
)


class Clerk:
    """Asks the same question, whatever is said."""

    def __init__(self, database: Database) -> None:
        self.heard: list[Inbound] = []
        self._database = database

    def accept(self, inbounds: Sequence[Inbound]) -> int:
        self.heard += inbounds
        return accept(self._database, list(inbounds))

    def ask(self) -> None:
        with self._database.write() as session:
            conversation = session.exec(select(Conversation)).one()
            said = OutboxRow(
                conversation_id=conversation.id,
                channel="terminal",
                speaker="bot",
                messages=[message_to_json(Text("いつ、どこで。", CHOICES))],
                status=OutboxStatus.SENT,
                created_at=utc_now(),
            )
            session.add(said)
            session.flush()
            session.add(
                TrackerEventRow(
                    conversation_id=conversation.id, name="bot_uttered", data={"outbox_id": said.id}, at=utc_now()
                )
            )


@pytest.fixture
def clerk(database: Database) -> Clerk:
    return Clerk(database)


@pytest.fixture
def chat(database: Database, clerk: Clerk) -> TerminalChat:
    chat = TerminalChat(database, clerk.accept, clerk.ask, "ja")
    chat.greet()
    return chat


@pytest.mark.parametrize(
    ("number", "form", "typed", "params"),
    [
        ("1", "2026-12-01", "2026-12-24", {"date": "2026-12-24"}),
        ("2", "2026-12-01 15:00", "2026-12-24 09:30", {"datetime": "2026-12-24T09:30"}),
    ],
)
def test_a_day_is_typed_as_it_is_asked_for(
    chat: TerminalChat, clerk: Clerk, number: str, form: str, typed: str, params: dict[str, str]
) -> None:
    choice = CHOICES[int(number) - 1]
    assert chat.say(number) == [f"  {choice.label}: {form}"]
    chat.say(typed)
    heard = clerk.heard[-1]
    assert (heard.kind, heard.postback, heard.params) == (InboundKind.POSTBACK, choice.postback, params)


def test_a_place_is_typed_as_degrees(chat: TerminalChat, clerk: Clerk) -> None:
    chat.say("3")
    chat.say("36.6485, 138.1942")
    assert (clerk.heard[-1].kind, clerk.heard[-1].location) == (InboundKind.LOCATION, Location(36.6485, 138.1942))


def test_anything_else_is_said_as_it_is(chat: TerminalChat, clerk: Clerk) -> None:
    chat.say("1")
    chat.say("来週の火曜")
    assert (clerk.heard[-1].kind, clerk.heard[-1].text) == (InboundKind.TEXT, "来週の火曜")
    chat.say("2026-12-24")
    assert clerk.heard[-1].kind is InboundKind.TEXT  # nothing was asked for before it
    chat.say("4")
    assert clerk.heard[-1].postback == "dialogue.cancel"
