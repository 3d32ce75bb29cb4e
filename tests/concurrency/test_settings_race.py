"""Many save one topic at once: one is first, all others hear that they were overtaken, and nothing is lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from sqlmodel import select

from bot.city import load_city
from bot.clock import utc_now
from bot.db import Database
from bot.models.audit import AuditEntry
from bot.services.audit import Actor
from bot.services.city_settings.changing import Overtaken, change, find_setting
from bot.services.city_settings.topics import Topic
from bot.settings import DEMO_CITY

EDITORS = 12


def test_of_many_editors_one_is_first(database: Database) -> None:
    base = load_city(DEMO_CITY)

    def save(number: int, version: int) -> bool:
        facts = {"answer_within_minutes": 100 + number}
        try:
            with database.write() as session:
                change(session, base, Topic.ANSWERING, facts, version, Actor("system", str(number)), utc_now())
        except Overtaken:
            return False
        return True

    for version in range(3):
        with ThreadPoolExecutor(EDITORS) as pool:
            won = list(pool.map(lambda number, version=version: save(number, version), range(EDITORS)))
        assert sum(won) == 1
        with database.read() as session:
            row = find_setting(session, Topic.ANSWERING)
            assert row is not None
            assert (row.version, row.value) == (version + 1, {"answer_within_minutes": 100 + won.index(True)})
    with database.read() as session:
        assert [entry.actor_id for entry in session.exec(select(AuditEntry))][-1] == str(won.index(True))
        assert len(session.exec(select(AuditEntry)).all()) == 3
