"""The columns that hold ciphertext, and those that find it blindly: whatever the models declare."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Table
from sqlmodel import SQLModel

from bot.models.sealed import BLIND_OF
from bot.models.vault import SecretColumn


@dataclass(frozen=True)
class Kept:
    """A table with secrets: its key, what is ciphertext, and each blind index with what it finds."""

    table: Table
    key: Column[Any]
    secrets: tuple[Column[Any], ...]
    indexes: tuple[tuple[Column[Any], Column[Any]], ...]


def list_kept() -> Iterator[Kept]:
    """In the order in which tables refer to each other. Raises ValueError for one whose rows can't be told apart."""
    import bot.models.tables  # noqa: F401  # so that metadata is whole

    for table in SQLModel.metadata.sorted_tables:
        secrets = tuple(column for column in table.columns if isinstance(column.type, SecretColumn))
        if not secrets:
            continue
        if len(table.primary_key.columns) != 1:
            raise ValueError(f"{table.name} has secrets and needs a primary key of one column")
        blind = tuple((one, table.columns[one.info[BLIND_OF]]) for one in table.columns if BLIND_OF in one.info)
        yield Kept(table, next(iter(table.primary_key.columns)), secrets, blind)
