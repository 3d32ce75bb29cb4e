"""Two members take up one application at the same moment: the race without the lock, then the lock. On PostgreSQL,
since SQLite would hide it."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import event
from sqlmodel import Session

from bot.db import Database
from bot.services.audit import Actor
from handlers.certificates.models import Application, ApplicationState
from handlers.certificates.service import steps
from handlers.certificates.service.reviewing import Reviewing
from handlers.certificates.service.steps import WrongState
from tests.handlers.certificates.test_steps import NOW, add_application

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)

MEMBERS = 2


def take_up_at_once(database: Database, wait_seconds: float) -> list[int]:
    """The members who took it up, when each has read before either writes: the worst moment, made certain. With the
    lock the second has read nothing while the first waits here, so it goes on alone after a while."""
    with database.write() as session:
        id = add_application(session, ApplicationState.PAID).id or 0
    barrier, met = threading.Barrier(MEMBERS), set[int]()

    def meet(*_: object) -> None:
        if threading.get_ident() in met:
            return
        met.add(threading.get_ident())
        try:
            barrier.wait(wait_seconds)
        except threading.BrokenBarrierError:
            return

    def take_up(member: int) -> int:
        try:
            with database.write() as session:
                Reviewing(session, Actor("staff", str(member)), NOW, lambda _: None).take_up(id)
        except WrongState:
            return 0
        return member

    event.listen(Session, "before_flush", meet)
    try:
        with ThreadPoolExecutor(MEMBERS) as pool:
            winners = [member for member in pool.map(take_up, (7, 8)) if member]
    finally:
        event.remove(Session, "before_flush", meet)
    with database.read() as session:
        assert session.get_one(Application, id).staff_id in winners
    return winners


def test_without_the_lock_both_have_it(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "lock", lambda statement: statement)
    assert take_up_at_once(database, 10) == [7, 8]


def test_with_the_lock_the_second_is_told(database: Database) -> None:
    assert len(take_up_at_once(database, 1)) == 1
