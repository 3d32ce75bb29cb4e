"""A knowledge that is filled, measured and thrown away."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography.fernet import Fernet
from sqlmodel import SQLModel

from bot.db import Database
from bot.models.vault import Vault
from knowledge.models import KnowledgeEntry, KnowledgePassage


@contextmanager
def open_temporary_database(folder: Path) -> Iterator[Database]:
    """An empty database in a file of `folder`, with the tables of the knowledge only."""
    database = Database(f"sqlite:///{folder / 'knowledge.db'}", Vault([Fernet.generate_key().decode()], ""))
    tables = [KnowledgeEntry.__table__, KnowledgePassage.__table__]  # type: ignore[attr-defined]
    try:
        SQLModel.metadata.create_all(database.engine, tables=tables)
        yield database
    finally:
        database.close()
