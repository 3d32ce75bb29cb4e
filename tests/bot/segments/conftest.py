"""A small city's citizens with their choices, in a database of each kind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest

from bot.areas import Areas, load_areas
from bot.db import Database
from bot.models.conversation import Conversation
from bot.services.segments.choosing import Choices, keep_choices
from tests.guards.sources import ROOT

NOW = datetime(2026, 11, 30, 3, 0, tzinfo=UTC)
TOPICS = ("disaster", "children", "waste")
Add = Callable[..., int]


@pytest.fixture(scope="session")
def areas() -> Areas:
    return load_areas(ROOT / "bot" / "demo_city")


@pytest.fixture
def add(database: Database, areas: Areas) -> Add:
    """Adds a citizen, with choices or without, and says the conversation's id."""
    numbers = count()

    def add_citizen(choices: Choices | None = None, **values: Any) -> int:
        given = {
            "channel": "line",
            "address_fingerprint": str(next(numbers)),
            "address": "U1",
            "created_at": NOW,
            **values,
        }
        with database.write() as session:
            row = Conversation(**given)
            session.add(row)
            session.flush()
            assert row.id is not None
            if choices is not None:
                keep_choices(session, database.vault, areas, row.id, choices, TOPICS, NOW)
            return row.id

    return add_citizen
