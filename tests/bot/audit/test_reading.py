"""What auditors list: newest first, page by page, by any filter."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from bot.bench import audit_entries
from bot.db import Database
from bot.services.audit.reading import Filter, Position, count_entries, list_entries, stream_entries
from tests.bot.audit.entries import NOON, TANAKA, ThingAction, fill, write


def walk(database: Database, wanted: Filter, size: int) -> list[int]:
    """The sequences of all pages."""
    found: list[int] = []
    after: Position | None = None
    while True:
        with database.read() as session:
            page = list_entries(session, wanted, after, size)
        assert len(page.entries) <= size
        found += [entry.sequence for entry in page.entries]
        if page.older is None:
            return found
        after = page.older


@pytest.mark.parametrize("size", [1, 3, 10, 50])
def test_every_entry_is_on_one_page(database: Database, size: int) -> None:
    fill(database, 10)
    assert walk(database, Filter(), size) == list(range(10, 0, -1))


def test_entries_of_one_moment_are_on_one_page_each(database: Database) -> None:
    fill(database, 7, now=NOON)
    assert walk(database, Filter(), 3) == [7, 6, 5, 4, 3, 2, 1]


def test_an_empty_log_is_one_empty_page(database: Database) -> None:
    assert walk(database, Filter(), 10) == []


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"since": NOON + timedelta(seconds=3)}, [5, 4, 3]),
        ({"until": NOON + timedelta(seconds=3)}, [2, 1]),
        ({"actor": "7"}, [4, 3, 2, 1]),
        ({"actor": "8"}, [5]),
        ({"action": "thing.changed"}, [4]),
        ({"conversation_id": 2}, [2]),
        ({"object_kind": "conversation", "object_id": "3"}, [3]),
        ({"actor": "7", "since": NOON + timedelta(seconds=2), "action": "conversation.viewed"}, [3, 2]),
        ({"actor": "nobody"}, []),
    ],
)
def test_every_filter(database: Database, wanted: dict[str, Any], found: list[int]) -> None:
    fill(database, 3)
    with database.write() as session:
        write(session, 4, action=ThingAction.CHANGED)
        write(session, 5, actor=type(TANAKA)("staff", "8"))
    assert walk(database, Filter(**wanted), 2) == found
    with database.read() as session:
        assert count_entries(session, Filter(**wanted)) == len(found)
        assert [row.sequence for row in stream_entries(session, Filter(**wanted))] == found[::-1]


@pytest.mark.parametrize(
    "wanted", [Filter(), Filter(actor="7"), Filter(action="faq.published"), Filter(conversation_id=9)]
)
def test_a_page_far_back_reads_no_more_than_the_first(database: Database, wanted: Filter) -> None:
    """Whatever is listed, an index leads to it."""
    audit_entries.fill(database, 3_000)
    with database.write() as session:
        session.connection().exec_driver_sql("ANALYZE")
    far_back = Position(audit_entries.FIRST + 500 * audit_entries.BETWEEN, 500)
    with database.read() as session:
        plan = explain(database, session, wanted, far_back)
    assert "Seq Scan" not in plan
    assert "TEMP B-TREE" not in plan
    assert "ix_audit_entry" in plan


def explain(database: Database, session: Any, wanted: Filter, after: Position) -> str:
    seen: list[tuple[str, Any]] = []

    def note(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> None:
        seen.append((statement, parameters))

    event.listen(database.engine, "before_cursor_execute", note)
    list_entries(session, wanted, after)
    event.remove(database.engine, "before_cursor_execute", note)
    statement, parameters = seen[-1]
    word = "EXPLAIN QUERY PLAN" if database.dialect == "sqlite" else "EXPLAIN"
    rows = session.connection().exec_driver_sql(f"{word} {statement}", parameters)
    return "\n".join(str(row[-1]) for row in rows)
