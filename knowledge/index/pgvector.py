"""Vectors in the city's own PostgreSQL, by its extension `vector`: one table for each build, written whole or not.

A table's name is made of what is in it, so that machines which build the same index share one, and a table is never
changed. Its comment says when it was last built: what is no longer named goes some time after.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import BigInteger, Column, Float, Index, MetaData, Table, bindparam, func, insert, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import UserDefinedType
from sqlmodel import Session

from bot.db import Database
from knowledge.encoders.protocol import Vectors
from knowledge.index.files import IndexDamaged
from knowledge.index.tables import list_tables, lock_table, mark_built, name_table
from knowledge.index.vectors import Ids, check_dimension, check_ids, iterate_blocks

EXACT_UP_TO = 50_000  # vectors; PostgreSQL compares all of them in 20 ms
GRAPH_DIMENSIONS = 2_000  # the most an HNSW index of `vector` takes
WIDEST_SEARCH = 1_000  # the most `hnsw.ef_search` may be
BUILD_MEMORY = "512MB"  # while the graph fits, it is built several times faster
INSERT_ROWS = 1_000
UNDEFINED_TABLE = "42P01"


class VectorType(UserDefinedType[Any]):
    """The column type `vector(n)`."""

    cache_ok = True

    def __init__(self, dimension: int) -> None:
        self.dimension = dimension

    def get_col_spec(self, **_: Any) -> str:
        return f"vector({self.dimension})"

    def bind_processor(self, dialect: Any) -> Any:
        return lambda vector: f"[{','.join(map('%.9g'.__mod__, vector))}]"  # nine digits: each float32 as it is


class PgVectorIndex:
    """Exact up to `EXACT_UP_TO` vectors; beyond, and up to 2,000 dimensions, by an HNSW graph.

    The database has the extension: `create_extension` saw to it.
    """

    def __init__(self, database: Database, name: str, dimension: int, count: int) -> None:
        self._database = database
        self.name = name
        self.dimension = dimension
        self.count = count
        self._table = _define_table(name, dimension)

    @classmethod
    def build(cls, database: Database, ids: Ids, vectors: Vectors, exact_up_to: int = EXACT_UP_TO) -> PgVectorIndex:
        """As `FaissIndex.build`; the table is there, and whole, when it returns."""
        check_ids(ids)
        index = cls(database, name_table(ids, vectors), vectors.shape[1], len(ids))
        with database.write() as session:
            lock_table(session, index.name)
            if index.name not in list_tables(session):
                index._fill(session, ids, vectors, exact_up_to)
            mark_built(session, index.name)
        return index

    @classmethod
    def load(cls, database: Database, path: Path) -> PgVectorIndex:
        """Raises IndexDamaged when the table that the file names is gone, or ValueError when the file names none."""
        named = json.loads(path.read_text("utf-8"))
        if not isinstance(named, dict) or set(named) != {"table", "dimension", "count"}:
            raise ValueError(f"{path} names no table")
        index = cls(database, named["table"], named["dimension"], named["count"])
        with database.read() as session:
            if index._read(session, select(func.count()).select_from(index._table))[0][0] != index.count:
                raise IndexDamaged(f"the table {index.name} is not what was written")
        return index

    def save(self, path: Path) -> None:
        """Only the table's name; the vectors are in the database."""
        named = {"table": self.name, "dimension": self.dimension, "count": self.count}
        path.write_text(json.dumps(named), "utf-8")

    def search(self, vector: Vectors, k: int) -> tuple[Ids, Vectors]:
        """As promised by `VectorIndex`. Raises IndexDamaged when the table was removed since this was opened."""
        check_dimension(vector, self.dimension)
        if not self.count or k < 1:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        query = bindparam("query", vector.ravel().tolist(), type_=VectorType(self.dimension))
        distance = self._table.c.embedding.op("<#>", return_type=Float())(query)  # the inner product, negative
        nearest = select(self._table.c.id, distance).order_by(distance).limit(min(k, self.count))
        with self._database.read() as session:
            session.execute(_search_settings(k))
            found = self._read(session, nearest)
        ids, distances = zip(*found, strict=True)
        return np.array(ids, np.int64), -np.array(distances, np.float32)

    def _read(self, session: Session, statement: Any) -> Any:
        try:
            return session.execute(statement).all()
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", "") == UNDEFINED_TABLE:
                raise IndexDamaged(f"the table {self.name} is gone: a newer index took its place") from error
            raise

    def _fill(self, session: Session, ids: Ids, vectors: Vectors, exact_up_to: int) -> None:
        self._table.create(session.connection())
        if self.dimension <= GRAPH_DIMENSIONS:  # else a row would not fit into a page
            session.execute(text(f"ALTER TABLE {self.name} ALTER COLUMN embedding SET STORAGE PLAIN"))
        for rows, block in iterate_blocks(vectors, INSERT_ROWS):
            pairs = zip(ids[rows].tolist(), block.tolist(), strict=True)
            session.execute(insert(self._table), [{"id": number, "embedding": vector} for number, vector in pairs])
        if self.count > exact_up_to and self.dimension <= GRAPH_DIMENSIONS:
            _set_build_memory(session)
            graph = Index(
                f"{self.name}_graph",
                self._table.c.embedding,
                postgresql_using="hnsw",
                postgresql_ops={"embedding": "vector_ip_ops"},
            )
            graph.create(session.connection())
        session.execute(text(f"ANALYZE {self.name}"))


def _define_table(name: str, dimension: int) -> Table:
    return Table(
        name,
        MetaData(),
        Column("id", BigInteger, primary_key=True, autoincrement=False),
        Column("embedding", VectorType(dimension), nullable=False),
    )


def _set_build_memory(session: Session) -> None:
    # Without parallel workers, as these share a memory that is small in a container.
    session.execute(text("SET LOCAL max_parallel_maintenance_workers = 0"))
    session.execute(
        text(
            "SELECT set_config('maintenance_work_mem', :memory, true)"
            " WHERE pg_size_bytes(current_setting('maintenance_work_mem')) < pg_size_bytes(:memory)"
        ),
        {"memory": BUILD_MEMORY},
    )


def _search_settings(k: int) -> Any:
    """How far a graph is searched, for this transaction; an exact search takes no notice."""
    return select(
        func.set_config("hnsw.ef_search", str(min(max(k, 100), WIDEST_SEARCH)), True),
        func.set_config("hnsw.iterative_scan", "strict_order", True),
    )
