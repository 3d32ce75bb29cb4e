"""Databases of tests, made once and copied."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import create_engine, make_url
from sqlmodel import SQLModel

from tests.emptying import Shape, empty, read_shape

Make = Callable[[str], None]
Fill = Callable[[str, Make], None]


def create_tables(url: str) -> None:
    """All tables, from the models."""
    import bot.models.tables  # noqa: F401  # every table of the house, so that metadata is whole

    engine = create_engine(url)
    SQLModel.metadata.create_all(engine)
    engine.dispose()


def make_name() -> str:
    """Of a database of one test."""
    return f"t_{secrets.token_hex(6)}"


class PostgresServer:
    """The databases of the server at `uri`."""

    def __init__(self, uri: str) -> None:
        self._uri = uri

    def create(self, name: str = "", template: str = "template1") -> str:
        """Its name. Files are copied as they are: half the time of a copy by way of the log, which nobody reads."""
        name = name or make_name()
        self._execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        return name

    def rename(self, name: str, new: str) -> None:
        self._execute(f"ALTER DATABASE {name} RENAME TO {new}")

    def drop(self, name: str) -> None:
        self._execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def leave_alone(self, name: str) -> None:
        """End every connection to it."""
        self._execute(f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{name}'")

    def connect(self, name: str) -> psycopg.Connection[tuple[Any, ...]]:
        return psycopg.connect(self._uri.replace("/postgres?", f"/{name}?"), autocommit=True)

    def url_of(self, name: str) -> str:
        """SQLAlchemy's address."""
        return self._uri.replace("postgresql://", "postgresql+psycopg://").replace("/postgres?", f"/{name}?")

    def _execute(self, statement: str) -> None:
        with psycopg.connect(self._uri, autocommit=True) as connection:
            connection.execute(statement)


class Templates:
    """One filled database for each engine and each function that fills it, to be copied.

    A copy takes PostgreSQL half a second, for it is a thousand files; so what a test gives back is emptied and lent
    again, unless the test changed more than rows.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made: dict[tuple[str, Make], str] = {}  # by engine: the SQLite file's path or PostgreSQL's name
        self._shapes: dict[Make, Shape] = {}  # of PostgreSQL's
        self._lent: dict[str, Make] = {}  # by PostgreSQL's name
        self._spare: dict[Make, list[str]] = {}

    def fill(self, url: str, make: Make) -> None:
        """Like `make(url)` of an empty database that nobody is connected to."""
        where = make_url(url)
        if where.get_backend_name() == "sqlite":
            self._copy_file(make, str(where.database))
        else:
            self._lend(PostgresServer(_uri_of(url)), make, str(where.database))

    def _copy_file(self, make: Make, path: str) -> None:
        key = ("sqlite", make)
        if key not in self._made:
            self._made[key] = str(self._folder / f"{make.__name__}.db")
            make(f"sqlite:///{self._made[key]}")
        shutil.copyfile(self._made[key], path)

    def _lend(self, server: PostgresServer, make: Make, name: str) -> None:
        key = ("postgresql", make)
        if key not in self._made:
            self._made[key] = server.create()
            make(server.url_of(self._made[key]))
            with server.connect(self._made[key]) as connection:
                self._shapes[make] = read_shape(connection)
        server.drop(name)
        if self._spare.get(make):
            server.rename(self._spare[make].pop(), name)
        else:
            server.create(name, self._made[key])
        self._lent[name] = make

    def give_back(self, server: PostgresServer, name: str) -> None:
        """Of a database that no test needs any more."""
        make = self._lent.pop(name, None)
        if make is None:
            server.drop(name)
            return
        server.leave_alone(name)
        with server.connect(name) as connection:
            is_empty = empty(connection, self._shapes[make])
        if is_empty:
            self._spare.setdefault(make, []).append(name)
        else:
            server.drop(name)


def _uri_of(url: str) -> str:
    """The server's own database, as psycopg names it."""
    name = make_url(url).database
    return url.replace("postgresql+psycopg://", "postgresql://").replace(f"/{name}?", "/postgres?")
