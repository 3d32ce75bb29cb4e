"""Where an index keeps its vectors, chosen by the setting MADOGUCHI_VECTORS: in files, or in the city's PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path

from bot.db import Database
from bot.errors import SetupError
from knowledge.encoders.protocol import Vectors
from knowledge.index.files import IndexDamaged
from knowledge.index.pgvector import PgVectorIndex
from knowledge.index.tables import claim_table, create_extension, remove_unused_tables
from knowledge.index.vectors import FaissIndex, Ids, VectorIndex


class VectorStore(StrEnum):
    FAISS = "faiss"
    PGVECTOR = "pgvector"


def check_store(name: str, database: Database) -> VectorStore:
    """The store of that name. Raises SetupError when there is none or this database can't hold it."""
    try:
        store = VectorStore(name)
    except ValueError:
        raise SetupError(f"MADOGUCHI_VECTORS={name}: use {' or '.join(VectorStore)}") from None
    if store is VectorStore.PGVECTOR:
        create_extension(database)
    return store


def build_vectors(store: VectorStore, database: Database, ids: Ids, vectors: Vectors) -> VectorIndex:
    """An index of `vectors`, shape (n, dimension), length 1. Raises ValueError when an id is there twice."""
    if store is VectorStore.PGVECTOR:
        return PgVectorIndex.build(database, ids, vectors)
    return FaissIndex.build(ids, vectors)


def load_vectors(path: Path, database: Database | None) -> VectorIndex:
    """What `save` wrote to `path`, of either store: a file says itself which it is of.

    Raises IndexDamaged when the vectors are not there any more, ValueError or RuntimeError when the file is not whole.
    """
    if not _names_table(path):
        return FaissIndex.load(path)
    if database is None or database.dialect != "postgresql":
        raise IndexDamaged(f"the vectors of {path} are in a PostgreSQL database, and this is another")
    return PgVectorIndex.load(database, path)


def claim_vectors(path: Path, database: Database) -> None:
    """Keep what an unchanged index needs. Raises IndexDamaged when it was removed."""
    if _names_table(path):
        index = load_vectors(path, database)
        if isinstance(index, PgVectorIndex):
            claim_table(database, index.name)


def _names_table(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(1) == b"{"


def remove_unused_vectors(database: Database, used: Iterable[VectorIndex]) -> None:
    """Free what earlier indexes left in the database; files go when a new index is published."""
    if database.dialect == "postgresql":
        remove_unused_tables(database, {index.name for index in used if isinstance(index, PgVectorIndex)})
