"""Every place a counter writes to, as bytes."""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlmodel import SQLModel

from bot.db import Database
from bot.simulator.records import ApiRequest


def read_files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Whatever lies in it, database and write-ahead log too."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield f"file {path.name}", path.read_bytes()


def read_sqlite(path: Path, folder: Path) -> Iterator[tuple[str, bytes]]:
    """The file, its log, and a backup as the library makes it."""
    for suffix in ("", "-wal", "-shm"):
        one = Path(f"{path}{suffix}")
        if one.exists():
            yield f"database {one.name}", one.read_bytes()
    copy = folder / "backup.db"
    with sqlite3.connect(path) as source, sqlite3.connect(copy) as target:
        source.backup(target)
    yield "backup", copy.read_bytes()


def read_postgresql(database: Database) -> Iterator[tuple[str, bytes]]:
    """The files of this database and the server's log of what was written."""
    with database.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("CHECKPOINT"))
        home = Path(connection.execute(text("SHOW data_directory")).scalar_one())
        own = connection.execute(text("SELECT oid FROM pg_database WHERE datname = current_database()")).scalar_one()
    for folder in (home / "base" / str(own), home / "pg_wal"):
        yield from read_files(folder)


def read_rows(database: Database) -> Iterator[tuple[str, bytes]]:
    """Every column of every table as it lies there: large values are compressed in PostgreSQL's files."""
    import bot.models.tables  # noqa: F401  # so that metadata is whole

    with database.engine.connect() as connection:
        for table in SQLModel.metadata.sorted_tables:
            for row in connection.execute(text(f'SELECT * FROM "{table.name}"')).mappings():
                for column, value in row.items():
                    yield f"{table.name}.{column}", _to_bytes(value)


def read_redis(client: Any, heard: Iterable[bytes]) -> Iterator[tuple[str, bytes]]:
    """Every key with what it holds, and every command that was heard meanwhile."""
    for key in client.scan_iter():
        yield "redis key", bytes(key) + (client.dump(key) or b"")
    yield "redis commands", b"\n".join(heard)


def read_requests(requests: Iterable[ApiRequest]) -> Iterator[tuple[str, bytes]]:
    """What LINE was told."""
    for request in requests:
        yield f"LINE {request.operation}", request.path.encode() + _to_bytes(request.body)


class Listening(logging.Handler):
    """Keeps every line that the log would have, tracebacks too."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.setFormatter(logging.Formatter("%(levelname)s %(name)s %(message)s"))
        self.lines: list[bytes] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record).encode("utf-8"))


def _to_bytes(value: Any) -> bytes:
    if isinstance(value, bytes | memoryview):
        return bytes(value)
    written = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return written.encode("utf-8")
