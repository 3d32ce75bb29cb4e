"""The demo's citizens, segments, broadcasts, reports and posts: each once, and on every page something."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlmodel import select

from bot.city import load_city
from bot.clock import TOKYO
from bot.db import Database
from bot.demo_data.broadcasts import seed_broadcasts
from bot.demo_data.citizens import COUNT, seed_citizens
from bot.demo_data.reports import seed_reports
from bot.models.broadcasts import Broadcast
from bot.models.ledger import QuotaReservation
from bot.models.subscriptions import Segment
from bot.services import segments
from bot.services.broadcasts.results import find_results
from bot.settings import DEMO_CITY
from bot.texts import LANGUAGES
from handlers.reports.models import DamageIncident, DamagePost, DamageReport

NOW = datetime(2026, 12, 1, 10, tzinfo=TOKYO)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_demo_has_people_and_what_concerns_them_once(database: Database) -> None:
    city = load_city(DEMO_CITY)
    assert seed_citizens(database, NOW) == COUNT
    assert seed_broadcasts(database, NOW) == 7
    assert seed_reports(database, city, NOW) > 60
    again = seed_citizens(database, NOW), seed_broadcasts(database, NOW), seed_reports(database, city, NOW)
    assert again == (0, 0, 0)
    with database.read() as session:
        for segment in session.exec(select(Segment)):
            assert segments.count(session, segments.parse(segment.rule), NOW).total, segment.name
        sent, waiting = session.exec(select(Broadcast).order_by(Broadcast.id))  # type: ignore[arg-type]
        assert (sent.status, waiting.status, waiting.frozen_at) == ("sent", "waiting", None)
        results = find_results(session, sent.id or 0)
        assert results.all.reached == results.all.total == sent.total > 50
        assert set(results.by_language) == set(LANGUAGES) and results.blocks
        assert session.exec(select(QuotaReservation)).all() == []
        incidents = session.exec(select(DamageIncident)).all()
        assert max(one.reports for one in incidents) == 3 and any(one.posts > 1 for one in incidents)
        assert all(one.incident_id for one in session.exec(select(DamageReport)))
        assert {one.kind for one in session.exec(select(DamagePost))} > {"none", "flood"}
