"""Brings the tables to this version: Alembic, configured here instead of in an alembic.ini."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import click
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import NullPool

from bot.errors import SetupError

FOLDER = Path(__file__).parent / "migrations"
BUSY_SECONDS = 30  # another process may be migrating just now
POSTGRES_LOCK = 6_304_117  # any number, the same in every process of ours


def make_config(url: str) -> Config:
    """What Alembic needs to know; `url` is SQLAlchemy's."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("file_template", "%%(year)d%%(month).2d%%(day).2d_%%(slug)s")
    config.attributes["url"] = url
    return config


def upgrade(database_url: str) -> None:
    """Bring the tables up to date; harmless when they are, or when two processes do it at once.

    Raises SetupError when the database can't be reached or its tables are newer than this version.
    """
    try:
        with _engine(database_url) as engine:
            if is_current(engine):
                return
        command.upgrade(make_config(database_url), "head")
    except DatabaseError as error:
        raise SetupError(f"MADOGUCHI_DATABASE_URL: the database can't be used: {_first_line(error.orig)}") from error
    except CommandError as error:
        raise SetupError(f"the tables can't be brought up to date: {_first_line(error)}") from error


def is_current(engine: Engine) -> bool:
    """Whether the tables are exactly those of this version."""
    with engine.connect() as connection:
        return set(MigrationContext.configure(connection).get_current_heads()) == _heads()


def write_revision(message: str) -> Path:
    """Write the migration that leads from the newest one to the models as they are; the new file's path."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/empty.db"
        upgrade(url)
        script = command.revision(make_config(url), message, autogenerate=True)
    return Path(script.path)  # type: ignore[union-attr]  # one revision was asked for


@contextmanager
def connect(url: str) -> Iterator[Connection]:
    """A connection in a transaction that no second migration can be in; committed on leaving.

    Unlike the application's, it leaves SQLite's foreign keys off: a batch migration copies a table and drops the old
    one, which with foreign keys on would delete the rows that refer to it.
    """
    with _engine(url) as engine, engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({POSTGRES_LOCK})")
        yield connection


@contextmanager
def _engine(url: str) -> Iterator[Engine]:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        Path(parsed.database or "").parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(parsed, connect_args={"timeout": BUSY_SECONDS}, poolclass=NullPool)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    else:
        engine = create_engine(parsed, poolclass=NullPool)
    try:
        yield engine
    finally:
        engine.dispose()


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # transactions are begun above, so that a failed migration leaves nothing
    connection.execute("PRAGMA journal_mode=WAL")


@cache
def _heads() -> frozenset[str]:
    return frozenset(ScriptDirectory(str(FOLDER)).get_heads())


def _first_line(error: object) -> str:
    return str(error).strip().partition("\n")[0]


@click.command()
@click.argument("message")
def _write_revision(message: str) -> None:
    """Write a migration for what changed in the models, e.g. "add payments"."""
    click.echo(f"written, now read it: {write_revision(message)}")


if __name__ == "__main__":
    _write_revision()
