"""A stop is heard of in time, and the database is not asked before each of 200 requests a second."""

from __future__ import annotations

import pytest

from bot.broadcasting.going import FRESH_SECONDS, Going
from bot.db import Database, joining_whole_tables
from bot.services import broadcasts
from tests.bot.broadcasts.people import NOON, issue, join


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_stop_is_heard_of_within_a_quarter_of_a_second(database: Database) -> None:
    moments = [0.0]
    going = Going(database, lambda: moments[-1])
    join(database, 1)
    with database.write() as session:
        broadcast_id = issue(session).id or 0
    assert going.may_go(broadcast_id)
    with database.write() as session:
        broadcasts.stop(session, broadcast_id, None, NOON)
    assert going.may_go(broadcast_id), "which was said just now"
    moments.append(FRESH_SECONDS)
    assert not going.may_go(broadcast_id)
    assert not going.may_go(broadcast_id + 1)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_whole_city_is_never_looked_up_one_by_one(database: Database) -> None:
    def is_nested(session: object) -> str:
        return str(session.connection().exec_driver_sql("SHOW enable_nestloop").scalar())  # type: ignore[attr-defined]

    with database.write() as session:
        with joining_whole_tables(session):
            assert is_nested(session) == "off"
        assert is_nested(session) == "on"
