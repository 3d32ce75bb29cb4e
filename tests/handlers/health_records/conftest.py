"""A city that shows health records."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.db import Database
from tests.handlers.health_records.pages import Pages


@pytest.fixture
def pages(database: Database, tmp_path: Path) -> Pages:
    return Pages(database, tmp_path)
