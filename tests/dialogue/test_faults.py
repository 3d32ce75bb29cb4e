"""What goes wrong inside is not the citizen's loss: they are answered, the row stays, logs keep quiet about words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from bot import inbox, turns
from bot.bell import Bell
from bot.city import City
from bot.clock import utc_now
from bot.db import Database
from bot.dialogue.engine import DialogueEngine
from bot.models.conversation import Conversation
from bot.models.inbox import InboxRow, InboxStatus
from bot.models.outbox import OutboxRow
from nlu.interpretation import Interpretation
from nlu.interpreter import Interpreter
from tests.bot.inbounds import text
from tests.dialogue.counter import make_engine

SECRET = "わたしの秘密の話"


@pytest.fixture
def build(database: Database, index_folder: Path, open_city: City) -> Callable[..., DialogueEngine]:
    return lambda interpret: make_engine(database, index_folder, open_city, interpret)


def test_an_engine_of_understanding_out_of_order_is_a_fallback(
    database: Database,
    build: Callable[..., DialogueEngine],
    interpreter: Interpreter,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(words: str) -> Interpretation:
        if words:
            raise ValueError(words)
        return interpreter.interpret(words)

    inbox.accept(database, [text(SECRET)])
    assert inbox.work_one(database, build(broken), Bell())
    with database.read() as session:
        assert session.exec(select(InboxRow.status)).one() == InboxStatus.DONE
        assert session.exec(select(OutboxRow)).one().messages
    assert "ValueError" in caplog.text
    assert SECRET not in caplog.text


def test_after_its_attempts_a_row_is_kept_as_failed_and_the_citizen_is_told(
    database: Database,
    build: Callable[..., DialogueEngine],
    interpreter: Interpreter,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError(SECRET)

    engine = build(interpreter.interpret)
    inbox.accept(database, [text(SECRET)])
    monkeypatch.setattr(turns, "take_turn", fail)
    for _ in range(inbox.MAX_ATTEMPTS):
        assert inbox.work_one(database, engine, Bell())
        let_the_pause_pass(database)
    assert inbox.work_one(database, engine, Bell())
    with database.read() as session:
        assert session.exec(select(InboxRow.status)).one() == InboxStatus.FAILED
        sorry = session.exec(select(OutboxRow)).one().messages[0]
    assert any(choice["postback"] == "operator.start" for choice in sorry["choices"])
    assert SECRET not in caplog.text


def let_the_pause_pass(database: Database) -> None:
    with database.write() as session:
        for conversation in session.exec(select(Conversation)):
            conversation.leased_until = utc_now() - timedelta(seconds=1)
