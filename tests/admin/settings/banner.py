"""Banners of tests."""

from __future__ import annotations

from typing import Any

from bot.clock import utc_now
from bot.db import Database
from bot.services.audit import Actor
from bot.services.city_settings.changing import change, find_setting
from bot.services.city_settings.live import LiveCity
from bot.services.city_settings.topics import Topic

FLOOD = {"ja": "川が増水しています。\n高い所へ。", "en": "The river is rising. Go up."}


def put(database: Database, cities: LiveCity, topic: Topic, facts: dict[str, Any] | None) -> None:
    """Store the facts, as if another process did; who asks a second later knows them."""
    with database.write() as session:
        row = find_setting(session, topic)
        change(session, cities.base, topic, facts, row.version if row else 0, Actor("system", "tests"), utc_now())


def put_banner(database: Database, cities: LiveCity, texts: dict[str, str] | None, **more: Any) -> None:
    """Show this, or nothing."""
    put(database, cities, Topic.BANNER, {"banner": {"texts": texts, **more}} if texts else None)
    cities.look()
