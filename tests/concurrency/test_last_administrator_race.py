"""Two administrators who take each other's role away at the same moment: one stays."""

from __future__ import annotations

import threading

from sqlmodel import select

from bot.clock import utc_now
from bot.db import Database
from bot.errors import UserError
from bot.models.staff import Role, StaffGrant
from bot.services.audit import Actor
from bot.services.staff.members import Newcomer, change_grants, create_member
from bot.services.staff.principal import Grant
from bot.services.staff.recording import Acting

ADMINISTRATOR = Grant(Role.ADMINISTRATOR)
ROUNDS = 10


def acting() -> Acting:
    return Acting(Actor("system", "tests"), utc_now())


def test_one_of_two_stays(database: Database) -> None:
    ids = []
    with database.write() as session:
        for login in ("one", "two"):
            made = create_member(session, Newcomer(login, login, frozenset([ADMINISTRATOR]), ""), acting())
            ids.append(made.id or 0)
    for _ in range(ROUNDS):
        start, refused = threading.Barrier(2), []

        def take(staff_id: int, start: threading.Barrier = start, refused: list[int] = refused) -> None:
            start.wait()
            try:
                with database.write() as session:
                    change_grants(session, staff_id, acting(), remove=[ADMINISTRATOR])
            except UserError:
                refused.append(staff_id)

        threads = [threading.Thread(target=take, args=(staff_id,)) for staff_id in ids]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with database.read() as session:
            left = list(session.exec(select(StaffGrant.staff_id)))
        assert left == refused
        with database.write() as session:
            for staff_id in ids:
                change_grants(session, staff_id, acting(), add=[ADMINISTRATOR])
