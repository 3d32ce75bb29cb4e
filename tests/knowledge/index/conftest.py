"""Both stores of vectors: files, and PostgreSQL with its extension."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlmodel import SQLModel

from bot.db import Database
from bot.models.vault import Vault
from knowledge.index.stores import VectorStore, check_store
from knowledge.models import KnowledgeEntry, KnowledgePassage
from knowledge.sources.faq_file import import_faq_file
from tests.knowledge.conftest import ROWS, WriteFile


@pytest.fixture
def postgres_url(postgres_uri: str) -> Iterator[str]:
    """The address of an empty PostgreSQL database."""
    name = f"t_{secrets.token_hex(6)}"
    with psycopg.connect(postgres_uri, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield postgres_uri.replace("postgresql://", "postgresql+psycopg://").replace("/postgres?", f"/{name}?")
    with psycopg.connect(postgres_uri, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def postgres(postgres_url: str, vault: Vault) -> Iterator[Database]:
    """An open PostgreSQL database without tables."""
    opened = Database(postgres_url, vault)
    yield opened
    opened.close()


@pytest.fixture(params=list(VectorStore))
def store(request: pytest.FixtureRequest) -> VectorStore:
    return VectorStore(request.param)


@pytest.fixture
def held(store: VectorStore, request: pytest.FixtureRequest, tmp_path: Path, vault: Vault) -> Iterator[Database]:
    """A database that can hold the vectors of `store`; without tables."""
    if store is VectorStore.PGVECTOR:
        opened = request.getfixturevalue("postgres")
    else:
        opened = Database(f"sqlite:///{tmp_path / 'madoguchi.db'}", vault)
    check_store(store, opened)
    yield opened
    opened.close()


@pytest.fixture
def filled(held: Database, write_faq: WriteFile) -> Database:
    """The same with the tables of the knowledge, and the small FAQ."""
    tables = [SQLModel.metadata.tables[model.__tablename__] for model in (KnowledgeEntry, KnowledgePassage)]
    SQLModel.metadata.create_all(held.engine, tables)
    import_faq_file(held, write_faq(*ROWS))
    return held
