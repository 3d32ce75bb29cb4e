"""However many payments there are, an index leads to what staff list."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import event, text

from bot.clock import utc_now
from bot.db import Database
from bot.services.payments.reading import (
    Position,
    Wanted,
    find_history,
    get_payment,
    list_failed_refunds,
    list_mismatches,
    list_payments,
)

MANY = 5_000
STATES = ("paid", "paid", "paid", "open", "refunded")


def fill(database: Database) -> None:
    """So many payments, each with a try and an event, one in a hundred with a refund; a handful need people."""
    now = utc_now()
    payments, attempts, events, refunds = [], [], [], []
    for id in range(1, MANY + 1):
        at = now - timedelta(minutes=id)
        payments.append({"id": id, "number": f"P-{id}", "state": STATES[id % len(STATES)], "at": at.isoformat(" ")})
        attempts.append({"id": id, "state": "mismatch" if id % 2_500 == 1 else "expired", "at": at.isoformat(" ")})
        events.append({"id": id, "at": at.isoformat(" ")})
        if id % 100 == 0:
            refunds.append({"id": id, "state": "failed" if id % 1_000 == 0 else "succeeded", "at": at.isoformat(" ")})
    with database.write() as session:
        for statement, rows in zip(_INSERTS, (payments, attempts, events, refunds), strict=True):
            session.execute(text(statement), rows)
        session.execute(text("ANALYZE"))


_INSERTS = (
    "INSERT INTO payment (id, reference, subject_kind, subject_id, amount_yen, lines, language, state, refunded_yen,"
    " attempts, method, created_at, changed_at) VALUES (:id, :number, 'thing', :id, 600, '[]', 'ja', :state, 0, 1,"
    " 'card', :at, :at)",
    "INSERT INTO payment_attempt (id, payment_id, number, amount_yen, language, state, session_id, url, is_withdrawn,"
    " intent_id, created_at, expires_at, checked_at) VALUES (:id, :id, 1, 600, 'ja', :state, 's' || :id, '', false,"
    " 'i' || :id, :at, :at, :at)",
    "INSERT INTO payment_event (id, event_id, kind, object_id, origin, state, attempts, leased_by, created_at,"
    " received_at) VALUES (:id, 'e' || :id, 'x', 's' || :id, 'webhook', 'done', 1, '', :at, :at)",
    "INSERT INTO payment_refund (id, payment_id, attempt_id, key, amount_yen, reason, requested_by, state, refund_id,"
    " failure_reason, attempts, leased_by, created_at, changed_at) VALUES (:id, :id, :id, 'k' || :id, 600, 'x', '',"
    " :state, 'r' || :id, '', 1, '', :at, :at)",
)


def explain(database: Database) -> list[str]:
    """The plan of each statement of what staff look at."""
    said: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        said.append((statement, parameters))

    plans, word = [], "EXPLAIN QUERY PLAN" if database.dialect == "sqlite" else "EXPLAIN"
    with database.read() as session:
        connection = session.connection()
        event.listen(connection, "before_cursor_execute", note)
        for wanted in (Wanted(), Wanted("paid"), Wanted("cancelled"), Wanted(reference="P-7"), Wanted(since=utc_now())):
            list_payments(session, wanted)
        first = list_payments(session, Wanted(), size=10).older
        assert first is not None
        list_payments(session, Wanted("paid"), Position(first.at - timedelta(days=2), 1))
        assert len(list_mismatches(session)) == 2
        assert len(list_failed_refunds(session)) == 5
        history = find_history(session, get_payment(session, 100))
        assert [len(history.attempts), len(history.refunds), len(history.events)] == [1, 1, 1]
        event.remove(connection, "before_cursor_execute", note)
        for statement, parameters in said:
            rows = connection.exec_driver_sql(f"{word} {statement}", parameters).all()
            plans.append(f"{statement}\n" + "\n".join(str(row[-1]) for row in rows))
    return plans


def test_an_index_leads_to_everything_that_staff_look_at(database: Database) -> None:
    fill(database)
    plans = explain(database)
    assert len(plans) >= 12
    for plan in plans:
        whole = [line for line in plan.splitlines() if _reads_a_whole_table(line)]
        assert whole == [], plan
    assert sum("ix_payment_changed" in plan for plan in plans) >= 2
    assert any("ix_payment_state" in plan for plan in plans)


def _reads_a_whole_table(line: str) -> bool:
    """`SCAN x USING INDEX` with a limit, or of a partial index, reads what it shows."""
    is_scan = line.startswith("SCAN ") and "USING" not in line
    return is_scan or any(f"Seq Scan on {table}" in line for table in ("payment ", "payment_attempt", "payment_event"))
