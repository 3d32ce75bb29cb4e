"""The database: one code for SQLite and PostgreSQL."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel

from bot.models.vault import Vault

BUSY_SECONDS = 5  # how long a connection or a lock is waited for before it is an error


class Database:
    """Hands out sessions. `url` is SQLAlchemy's; `vault` encrypts the columns declared `Encrypted…`."""

    def __init__(self, url: str, vault: Vault) -> None:
        self.url = url
        self.engine = _create_engine(url)
        self.dialect = self.engine.dialect.name
        self.vault = vault
        self.engine.dialect.vault = vault  # type: ignore[attr-defined]  # how a column type finds its keys
        self._writer = threading.Lock() if self.dialect == "sqlite" else nullcontext()
        self._immediate = self.engine.execution_options(immediate=True)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that sees one state of the database; what is changed in it is thrown away."""
        with Session(self.engine) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session that is committed on leaving and rolled back on an exception.

        On SQLite it takes the write lock at once (`BEGIN IMMEDIATE`), so that nothing read in it can be stale;
        threads of this process queue for it in order instead of polling.
        """
        with self._writer, Session(self._immediate, expire_on_commit=False) as session:
            yield session
            session.commit()

    def close(self) -> None:
        self.engine.dispose()


@contextmanager
def reading_beside(session: Session) -> Iterator[Session]:
    """A short look that does not begin the session's own transaction: something slow is still to come before it."""
    with Session(session.get_bind().engine.execution_options(immediate=False)) as beside:
        yield beside


@contextmanager
def joining_whole_tables(session: Session) -> Iterator[None]:
    """For a statement that reads most rows of large tables. PostgreSQL takes a table that has grown since it was last
    analysed for a small one, and would go through it anew for each of 380,000 rows of another."""
    if session.get_bind().dialect.name != "postgresql":
        yield
        return
    session.execute(text("SET LOCAL enable_nestloop = off"))
    yield
    session.execute(text("SET LOCAL enable_nestloop TO DEFAULT"))


def _create_engine(url: str) -> Engine:
    if not url.startswith("sqlite"):
        # A wait for a lock ends in an error the caller knows, so that the webhook can ask for redelivery.
        arguments = {"connect_timeout": BUSY_SECONDS, "options": f"-c lock_timeout={BUSY_SECONDS * 1000:.0f}"}
        return create_engine(
            url, connect_args=arguments, pool_size=10, max_overflow=40, pool_pre_ping=True, hide_parameters=True
        )
    arguments = {"timeout": BUSY_SECONDS, "check_same_thread": False}
    # Connections are kept: closing the last one would move the whole log into the file each time.
    engine = create_engine(url, connect_args=arguments, pool_size=10, max_overflow=40, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we begin transactions ourselves
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Any) -> None:
    immediate = connection.get_execution_options().get("immediate")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def insert_if_new(session: Session, model: type[SQLModel], values: dict[str, Any]) -> int | None:
    """Insert a row unless a unique constraint forbids it; its id, or None when it was there already."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(model).values(**values).on_conflict_do_nothing().returning(model.id)  # type: ignore[attr-defined]
    row = session.execute(statement).first()
    return None if row is None else int(row[0])
