"""No page of the queue reads every application: what the databases mean to do, with enough rows that it matters."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy import event, insert
from sqlmodel import Session

from bot.clock import utc_now
from bot.db import Database
from bot.models.conversation import Conversation
from bot.models.staff import Role
from bot.services.staff.principal import Grant, SignedIn
from handlers.certificates.models import Application, ApplicationState
from handlers.certificates.service.catalogue import Catalogue
from handlers.certificates.service.queue import Filter, Position, View, count_views, list_page
from handlers.certificates.service.reach import Reach, find_reach
from tests.handlers.certificates.admin.conftest import SERVICES
from tests.handlers.certificates.test_steps import NOW

MANY = 4_000
S = ApplicationState
# Of ten; most are done.
STATES = (S.SENT, S.SENT, S.SENT, S.COLLECTED, S.COLLECTED, S.CANCELLED, S.PAID, S.IN_REVIEW, S.ISSUED, S.RETURNED)


def fill(database: Database) -> None:
    with database.write() as session:
        session.execute(insert(Conversation), [_of_citizen(number) for number in range(1, MANY + 1)])
        session.execute(insert(Application), [_of_application(number) for number in range(1, MANY + 1)])
    with database.write() as session:
        session.connection().exec_driver_sql("ANALYZE")


def _of_citizen(number: int) -> dict[str, Any]:
    return {"id": number, "channel": "web", "address": "x", "address_fingerprint": str(number), "created_at": NOW}


def _of_application(number: int) -> dict[str, Any]:
    state = STATES[number % 10]
    words = dict.fromkeys(("purpose", "counter", "field", "reason", "tracking"), "")
    told = {"paying": "online", "identity": "photo", "language": "ja", "source": "web", "delivery": "post", "copies": 1}
    times = {"made_at": NOW, "changed_at": NOW, "due_at": NOW + timedelta(minutes=number)}
    named = {"id": number, "conversation_id": number, "number": f"K-{number:06d}", "kind": "resident_record"}
    return {**words, **told, **times, **named, "state": state, "staff_id": number % 20 + 1 if state != S.PAID else None}


def reach_of(department: str) -> Reach:
    grant, now = Grant(Role.SERVICE, department, "certificates"), utc_now()
    member = SignedIn(3, "aki", "Aki", "ja", 1, "", now, now, grants=(grant,))
    return find_reach(member, Catalogue.model_validate(SERVICES["certificates"]))


@contextmanager
def catch_plans(session: Session) -> Iterator[list[str]]:
    """What the database means to do for each statement."""
    asked: list[tuple[str, Any]] = []
    connection = session.connection()

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        asked.append((statement, parameters))

    plans: list[str] = []
    event.listen(connection, "before_cursor_execute", note)
    try:
        yield plans
    finally:
        event.remove(connection, "before_cursor_execute", note)
    explain = "EXPLAIN QUERY PLAN " if connection.dialect.name == "sqlite" else "EXPLAIN "
    for statement, parameters in asked:
        found = connection.exec_driver_sql(explain + statement, parameters).all()
        plans.append("\n".join(str(row[-1]) for row in found))


def reads_everything(plan: str) -> bool:
    """Whether the table is read from end to end, or sorted whole."""
    lines = plan.splitlines()
    scans = ("SCAN certificate_application", "Seq Scan on certificate_application")
    return any(line.strip().removeprefix("->").strip().startswith(scans) and "INDEX" not in line for line in lines)


def test_no_page_reads_every_application(database: Database) -> None:
    fill(database)
    behind = Position(MANY // 2, NOW + timedelta(minutes=MANY // 2))
    with database.read() as session:
        for department in ("", "residents"):
            reach = reach_of(department)
            for view in (View.WAITING, View.MINE, View.REVIEW, View.ISSUED):
                for after in (None, behind):
                    with catch_plans(session) as plans:
                        list_page(session, reach, Filter(view), after)
                    assert len(plans) == 1 and not reads_everything(plans[0]), (view, plans)
            for wanted in (Filter(number="K-000077"), Filter(View.WAITING, is_mine=True)):
                with catch_plans(session) as plans:
                    list_page(session, reach, wanted)
                assert not reads_everything(plans[0]), (wanted, plans)

    check_order(database)
    check_counts(database)


def check_order(database: Database) -> None:
    """A page comes out of the index, and nothing is sorted."""
    for view in (View.WAITING, View.ISSUED):
        with database.read() as session, catch_plans(session) as plans:
            list_page(session, reach_of("residents"), Filter(view), Position(900, NOW + timedelta(minutes=900)))
        (plan,) = plans
        assert "ix_certificate_application_queue" in plan, plan
        assert "TEMP B-TREE" not in plan and "Sort" not in plan, plan


def check_counts(database: Database) -> None:
    """Nothing but an index is read."""
    with database.read() as session, catch_plans(session) as plans:
        count_views(session, reach_of("residents"))
    assert len(plans) == 2
    if database.dialect == "sqlite":
        assert "COVERING INDEX ix_certificate_application_count" in plans[0], plans
    assert not reads_everything(plans[1]), plans
