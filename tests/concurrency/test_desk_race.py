"""Many operators want one conversation at the same moment. On PostgreSQL, since SQLite would hide it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

import bot.desk.room
from bot.db import Database
from bot.desk.room import Taken
from bot.models.conversation import Conversation as ConversationRow
from bot.services.audit import Actor
from tests.bot.desk.conftest import (  # noqa: F401
    Desk,
    add_operator,
    conversation,
    demo_city,
    desk,
    index_folder,
    interpreter,
    open_city,
)
from tests.dialogue.conversation import Conversation

OPERATORS = 200
THREADS = 40  # the pool of connections has 50

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


def claim_at_once(desk: Desk, operators: list[Actor]) -> list[str]:  # noqa: F811
    """Who got it."""
    request_id, barrier = desk.request_id, Barrier(THREADS)

    def claim(by: Actor) -> str:
        barrier.wait(30)
        try:
            desk.turns.claim(request_id, by)
        except Taken:
            return ""
        return by.id

    with ThreadPoolExecutor(THREADS) as pool:
        return [got for got in pool.map(claim, operators) if got]


@pytest.fixture
def operators(database: Database) -> list[Actor]:
    return [add_operator(database, f"operator{number}") for number in range(OPERATORS)]


def test_without_the_lock_several_get_it(
    desk: Desk,  # noqa: F811
    conversation: Conversation,  # noqa: F811
    operators: list[Actor],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    conversation.says("職員と話す")
    monkeypatch.setattr(
        bot.desk.room, "lock", lambda number: bot.desk.room.select(ConversationRow).where(ConversationRow.id == number)
    )
    assert len(claim_at_once(desk, operators)) > 1


def test_of_two_hundred_one_gets_it(
    desk: Desk,  # noqa: F811
    conversation: Conversation,  # noqa: F811
    operators: list[Actor],
) -> None:
    conversation.says("職員と話す")
    (owner,) = claim_at_once(desk, operators)
    assert str(desk.request.operator_id) == owner
    assert desk.list_acts() == [("desk.claimed", owner)]
