"""SQLite for what is about answers and pages; `every_database` for what is about the database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import SQLModel

from bot.db import Database
from bot.models.vault import Vault


def open_whole(url: str, vault: Vault) -> Database:
    import bot.models.tables  # noqa: F401  # every table of the house, so that metadata is whole

    opened = Database(url, vault)
    SQLModel.metadata.create_all(opened.engine)
    return opened


@pytest.fixture
def database(tmp_path: Path, vault: Vault) -> Iterator[Database]:
    opened = open_whole(f"sqlite:///{tmp_path / 'madoguchi.db'}", vault)
    yield opened
    opened.close()


@pytest.fixture
def every_database(database_url: str, vault: Vault) -> Iterator[Database]:
    """Once on SQLite and once on PostgreSQL."""
    opened = open_whole(database_url, vault)
    yield opened
    opened.close()
