"""Operators beside a citizen's conversation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from bot.bell import Bell
from bot.clock import utc_now
from bot.db import Database
from bot.desk.promises import PromiseWatch
from bot.desk.turns import OperatorTurns
from bot.messages import Text, message_from_json
from bot.models.audit import AuditEntry
from bot.models.desk import OperatorRequest, RequestState
from bot.models.outbox import OutboxRow
from bot.models.staff import Staff
from bot.services.audit import Actor
from tests.dialogue.conversation import Conversation
from tests.dialogue.fixtures import (  # noqa: F401
    closed_city,
    conversation,
    demo_city,
    evening,
    index_folder,
    interpreter,
    open_city,
)


def add_operator(database: Database, login: str) -> Actor:
    with database.write() as session:
        member = Staff(login=login, name=f"{login}の名前", created_at=utc_now())
        session.add(member)
        session.flush()
        return Actor("staff", str(member.id), member.name, department="residents", role="operator")


@dataclass
class Desk:
    """What operators do with one citizen; `later` moves the desk's clock."""

    conversation: Conversation
    passed: timedelta = field(default=timedelta())

    def __post_init__(self) -> None:
        citizen = self.conversation
        self.turns = OperatorTurns(citizen.database, citizen.engine, Bell(), self.now)
        self.watch = PromiseWatch(citizen.database, citizen.engine.house, Bell())

    def now(self) -> datetime:
        return utc_now() + self.passed

    def later(self, **time: float) -> int:
        """How many promises were looked after."""
        self.passed += timedelta(**time)
        return self.watch.run(self.now())

    @property
    def request(self) -> OperatorRequest:
        """The newest one."""
        return self.conversation.rows(OperatorRequest)[-1]  # type: ignore[no-any-return]

    @property
    def request_id(self) -> int:
        assert self.request.id is not None
        return self.request.id

    def says(self, by: Actor, words: str) -> None:
        self.turns.say(self.request_id, by, (Text(words),))

    @property
    def last_row(self) -> OutboxRow:
        return self.conversation.rows(OutboxRow)[-1]  # type: ignore[no-any-return]

    @property
    def last_words(self) -> str:
        return "\n".join(str(message_from_json(data)) for data in self.last_row.messages)

    def list_acts(self) -> list[tuple[str, str]]:
        with self.conversation.database.read() as session:
            entries = session.exec(select(AuditEntry).order_by(AuditEntry.sequence))  # type: ignore[arg-type]
            return [(entry.action, entry.actor_id) for entry in entries]


@pytest.fixture
def desk(conversation: Conversation) -> Desk:  # noqa: F811
    return Desk(conversation)


@pytest.fixture
def operator(database: Database) -> Actor:
    return add_operator(database, "hanako")


@pytest.fixture
def colleague(database: Database) -> Actor:
    return add_operator(database, "jiro")


WAITING, CLAIMED, DONE = RequestState.WAITING, RequestState.CLAIMED, RequestState.DONE
Act = Callable[[], Any]
