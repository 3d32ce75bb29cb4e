"""The demo's invented consultations: each once, of disciplines that the demo city has, one of them its member's."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlmodel import select

from bot.city import load_city
from bot.clock import TOKYO
from bot.db import Database
from bot.demo_data.consultations import seed_consultations
from bot.demo_data.staff import WORKING_ON
from bot.settings import DEMO_CITY
from handlers.child_consultation.models import ChildAssignment, ChildCase, ChildNote
from handlers.child_consultation.service.catalogue import SERVICE, check_catalogue, find_catalogue
from handlers.child_consultation.service.working import View, list_queue

NOW = datetime(2026, 12, 1, 10, tzinfo=TOKYO)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_demo_has_consultations_once(database: Database) -> None:
    city = load_city(DEMO_CITY)
    check_catalogue(city)
    catalogue = find_catalogue(city)
    assert catalogue is not None
    assert seed_consultations(database, city, NOW) >= 2
    assert seed_consultations(database, city, NOW) == 0
    known = {one.id for one in catalogue.disciplines}
    with database.read() as session:
        assert {one.discipline for one in session.exec(select(ChildAssignment))} <= known
        assert {reader for one in session.exec(select(ChildNote)) for reader in one.readers} <= known
        reasons = {one.closing_reason for one in session.exec(select(ChildCase)) if one.closing_reason}
        assert reasons <= {one.id for one in catalogue.reasons}
        assert [len(list_queue(session, view)) > 0 for view in (View.OPEN, View.CLOSED)] == [True, True]


def test_the_demos_member_has_disciplines() -> None:
    catalogue = find_catalogue(load_city(DEMO_CITY))
    assert catalogue is not None
    assert SERVICE in WORKING_ON
    assert catalogue.list_disciplines(SERVICE, frozenset())
