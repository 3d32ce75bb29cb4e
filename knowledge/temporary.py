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
from knowledge.ranking.models import KnowledgeCalibration


@contextmanager
def open_temporary_database(folder: Path) -> Iterator[Database]:
    """An empty database in a file of `folder`, with the tables of the knowledge only."""
    database = Database(f"sqlite:///{folder / 'knowledge.db'}", Vault([Fernet.generate_key().decode()], ""))
    models = (KnowledgeEntry, KnowledgePassage, KnowledgeCalibration)
    tables = [model.__table__ for model in models]  # type: ignore[union-attr]
    try:
        SQLModel.metadata.create_all(database.engine, tables=tables)
        yield database
    finally:
        database.close()
