"""Databases of tests, made once and copied."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable
from pathlib import Path

import psycopg
from sqlalchemy import create_engine, make_url
from sqlmodel import SQLModel

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

    def drop(self, name: str) -> None:
        self._execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def url_of(self, name: str) -> str:
        """SQLAlchemy's address."""
        return self._uri.replace("postgresql://", "postgresql+psycopg://").replace("/postgres?", f"/{name}?")

    def _execute(self, statement: str) -> None:
        with psycopg.connect(self._uri, autocommit=True) as connection:
            connection.execute(statement)


class Templates:
    """One filled database for each engine and each function that fills it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made: dict[tuple[str, Make], str] = {}  # by engine: the SQLite file's path or PostgreSQL's name

    def fill(self, url: str, make: Make) -> None:
        """Like `make(url)` of an empty database that nobody is connected to."""
        where = make_url(url)
        key = (where.get_backend_name(), make)
        if where.get_backend_name() == "sqlite":
            if key not in self._made:
                self._made[key] = str(self._folder / f"{make.__name__}.db")
                make(f"sqlite:///{self._made[key]}")
            shutil.copyfile(self._made[key], str(where.database))
            return
        server = PostgresServer(_uri_of(url))
        if key not in self._made:
            self._made[key] = server.create()
            make(server.url_of(self._made[key]))
        server.drop(str(where.database))
        server.create(str(where.database), self._made[key])


def _uri_of(url: str) -> str:
    """The server's own database, as psycopg names it."""
    name = make_url(url).database
    return url.replace("postgresql+psycopg://", "postgresql://").replace(f"/{name}?", "/postgres?")
