"""The demo has something for parents on whatever day it begins."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.db import Database
from bot.demo_data.children import seed_children
from handlers.child_care.models import Kind
from handlers.child_care.service.findings import look
from handlers.child_care.service.searching import list_nurseries, list_occasions, list_vacancies

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.mark.parametrize(
    "now", [datetime(2026, 11, 30, 3, tzinfo=UTC), datetime(2027, 6, 6, 12, tzinfo=UTC)], ids=["2026", "2027"]
)
def test_it_is_of_today(database: Database, now: datetime) -> None:
    assert seed_children(database, now) > 60
    assert seed_children(database, now) == 0
    with database.read() as session:
        assert [one.finding for one in look(session, now, 45)] == [""] * 4
        assert list_vacancies(list_nurseries(session), "1")
        assert list_occasions(session, Kind.EVENTS, now, (), (24, 35))
