"""The tables of vectors in PostgreSQL: named by what is in them, listed, locked, and removed when nobody needs them."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from bot.clock import utc_now
from bot.db import Database
from bot.errors import SetupError
from knowledge.encoders.protocol import Vectors
from knowledge.index.files import IndexDamaged
from knowledge.index.vectors import Ids, iterate_blocks

log = logging.getLogger(__name__)

PREFIX = "knowledge_vectors_"
GRACE = timedelta(minutes=10)  # a search that holds the old index has long ended
CANNOT_LOAD = ("42501", "0A000", "58P01")  # no right to, not installed on the server, file missing
OLDEST_VERSION = (0, 8)  # from there on a graph gives as many vectors as are asked for


def name_table(ids: Ids, vectors: Vectors) -> str:
    """The same for the same vectors, other for others."""
    digest = hashlib.sha256(f"{vectors.shape[1]}\n".encode())
    digest.update(ids.astype("<i8").tobytes())
    for _, block in iterate_blocks(vectors):
        digest.update(block.tobytes())
    return f"{PREFIX}{digest.hexdigest()[:16]}"


def list_tables(session: Session) -> dict[str, datetime]:
    """Name and time of every build."""
    found = session.execute(
        text(
            "SELECT relname, obj_description(oid, 'pg_class') FROM pg_class"
            " WHERE relkind = 'r' AND relname ~ :pattern AND pg_table_is_visible(oid) ORDER BY relname"
        ),
        {"pattern": f"^{PREFIX}[0-9a-f]{{16}}$"},
    )
    return {name: datetime.fromisoformat(built_at) for name, built_at in found if built_at}


def lock_table(session: Session, name: str) -> None:
    """One builder of a table at a time; the other waits as long as it takes, and then finds it there."""
    session.execute(text("SET LOCAL lock_timeout = 0"))
    session.execute(_lock_statement(name))


def mark_built(session: Session, name: str) -> None:
    """Say that a table is needed from now on."""
    session.execute(text(f"COMMENT ON TABLE {name} IS '{utc_now().isoformat()}'"))


def claim_table(database: Database, name: str) -> None:
    """Keep a table that was built before. Raises IndexDamaged when it was removed."""
    with database.write() as session:
        lock_table(session, name)
        if name not in list_tables(session):
            raise IndexDamaged(f"the table {name} is gone: a newer index took its place")
        mark_built(session, name)


def remove_unused_tables(database: Database, keep: Collection[str], grace: timedelta = GRACE) -> list[str]:
    """Remove the tables that are neither in `keep` nor built within `grace`. Returns their names.

    One that is in use (a dump, perhaps) is left for the next time.
    """
    with database.read() as session:
        tables = list_tables(session)
    return [name for name in tables if name not in keep and _remove(database, name, utc_now() - grace)]


def _remove(database: Database, name: str, before: datetime) -> bool:
    try:
        with database.write() as session:
            # Searches queue behind a removal that waits, so it doesn't wait for long.
            session.execute(text("SET LOCAL lock_timeout = '200ms'"))
            session.execute(_lock_statement(name))
            built_at = list_tables(session).get(name)  # again, under the lock: another machine may build it anew
            if built_at is None or built_at >= before:
                return False
            session.execute(text(f"DROP TABLE {name}"))
            return True
    except DBAPIError:
        log.warning("the table %s is in use and stays until the next index", name)
        return False


def create_extension(database: Database) -> None:
    """Make sure that the database has `vector`. Raises SetupError when it can't have it."""
    if database.dialect != "postgresql":
        raise SetupError("MADOGUCHI_VECTORS=pgvector needs PostgreSQL: set MADOGUCHI_DATABASE_URL, or use faiss")
    try:
        with database.write() as session:
            found = _find_version(session)
            if found is None:
                lock_table(session, "extension")  # two that create it at once would fail
                session.execute(text("CREATE EXTENSION IF NOT EXISTS vector"))
                found = _find_version(session) or ""
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", "") not in CANNOT_LOAD:
            raise
        raise SetupError(
            "MADOGUCHI_VECTORS=pgvector: this database can't load the extension `vector`: install pgvector on its"
            " server and let a superuser run CREATE EXTENSION vector in it, or use faiss"
        ) from error
    if tuple(int(part) for part in found.split(".")[:2]) < OLDEST_VERSION:
        raise SetupError(f"MADOGUCHI_VECTORS=pgvector: the extension `vector` is {found}; 0.8 or newer is needed")


def _find_version(session: Session) -> str | None:
    version = session.execute(text("SELECT extversion FROM pg_extension WHERE extname = 'vector'")).scalar()
    return None if version is None else str(version)


def _lock_statement(name: str) -> Any:
    return select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0)))
