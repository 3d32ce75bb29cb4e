"""The mark of the queue changes for a member exactly when something does that they may see."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import select

from bot.clock import utc_now
from bot.db import Database
from bot.models.conversation import Conversation
from bot.models.desk import OperatorRequest, RequestState
from bot.models.staff import Role
from bot.services.desk.marks import list_open, mark_queue
from bot.services.desk.queue import View, list_queue
from bot.services.staff.principal import Grant, SignedIn
from tests.bot.desk.conftest import add_operator

NOW = utc_now()
OFFICES = ("", "tax", "waste")  # of requests; of members the first is the whole city
Change = Callable[[OperatorRequest, int], None]


def claim(request: OperatorRequest, by: int) -> None:
    request.state, request.operator_id = RequestState.CLAIMED, by


def transfer(request: OperatorRequest, by: int) -> None:
    request.department = "waste" if request.department == "tax" else "tax"


def promise(request: OperatorRequest, by: int) -> None:
    request.promised_at = NOW + timedelta(hours=1)


def apologise(request: OperatorRequest, by: int) -> None:
    request.apologised_at = NOW


def ask_for_more(request: OperatorRequest, by: int) -> None:
    request.reason = "asked"


def finish(request: OperatorRequest, by: int) -> None:
    request.state, request.done_at = RequestState.DONE, NOW


def sign_in(database: Database, login: str, *departments: str) -> SignedIn:
    grants = tuple(Grant(Role.OPERATOR, one) for one in departments)
    return SignedIn(int(add_operator(database, login).id), login, login, "ja", 1, "", NOW, NOW, "192.0.2.7", grants)


def see(database: Database, staff: SignedIn) -> tuple[str, list[int | None]]:
    """The mark, and the ids of what stands in any view of what is open."""
    with database.read() as session:
        views = (View.WAITING, View.MINE, View.OTHERS)
        ids = [one.request.id for view in views for one in list_queue(session, staff, view)]
        return mark_queue(list_open(session), staff), ids


@pytest.mark.parametrize("change", [claim, transfer, promise, apologise, ask_for_more, finish])
def test_it_changes_for_those_alone_who_may_see_it(database: Database, change: Change) -> None:
    everywhere, nowhere = sign_in(database, "boss", ""), sign_in(database, "nobody")
    members = [everywhere, nowhere, *(sign_in(database, one, one) for one in OFFICES[1:])]
    members.append(sign_in(database, "both", *OFFICES[1:]))
    with database.write() as session:
        for number, office in enumerate(OFFICES):
            talk = Conversation(channel="line", address=f"U{number}", address_fingerprint=f"{number}", created_at=NOW)
            session.add(talk)
            session.flush()
            request = OperatorRequest(conversation_id=talk.id, reason="form", department=office, requested_at=NOW)
            session.add(request)
    with database.read() as session:
        ids = list(session.exec(select(OperatorRequest.id).order_by(OperatorRequest.id)))  # type: ignore[arg-type]
    for id in ids:
        before = [see(database, one) for one in members]
        assert before == [see(database, one) for one in members]
        with database.write() as session:
            change(session.get_one(OperatorRequest, id), members[2].staff_id)
        for (old, saw), (new, sees) in zip(before, (see(database, one) for one in members), strict=True):
            assert (old != new) == (id in {*saw, *sees})
    assert before[1][1] == []  # who is nowhere at work sees nothing
