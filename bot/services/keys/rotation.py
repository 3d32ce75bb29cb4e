"""Seals anew what a former key sealed, a few hundred rows at a time, while everybody goes on reading and writing.

A row is written only if it still holds what was read, so nothing that somebody changed meanwhile is lost: they sealed
it with the newest key themselves.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Column, LargeBinary, Row, Update, bindparam, func, select, type_coerce, update

from bot.db import Database
from bot.models.audit import ActorKind
from bot.models.field_keys import UnreadableSeal
from bot.models.sealed import SealedText
from bot.models.vault import SecretColumn, Vault
from bot.services.audit import Action, Actor, record
from bot.services.keys.columns import Kept, list_kept

TRIES = 5  # when rows are changed between being read and being written
BATCH = 500  # rows of one transaction, so that on SQLite nobody waits long to write
Progress = Callable[[int, int], None]


class KeyAction(Action):
    ROTATED = "keys.rotated"


@dataclass
class Rotated:
    """Rows, by table: of which something was sealed anew; of which something no key opens; the others."""

    renewed: Counter[str] = field(default_factory=Counter)
    unreadable: Counter[str] = field(default_factory=Counter)
    newest: Counter[str] = field(default_factory=Counter)


def rotate(database: Database, now: datetime, progress: Progress) -> Rotated:
    """Every value of every table; again is harmless. `progress` hears of rows. What can't be read stays as it is."""
    kept, done = list(list_kept()), Rotated()
    with database.read() as session:
        total = sum(session.execute(select(func.count()).select_from(one.table)).scalar_one() for one in kept)
    walked = 0
    for one in kept:
        after = None
        while rows := _take(database, one, after, done):
            walked, after = walked + len(rows), rows[-1][0]
            progress(walked, max(total, walked))
    with database.write() as session:
        counts = {"renewed": done.renewed.total(), "unreadable": done.unreadable.total()}
        record(session, Actor(ActorKind.SYSTEM, "keys rotate"), KeyAction.ROTATED, new=counts, now=now)
    return done


def _take(database: Database, kept: Kept, after: Any, done: Rotated) -> Sequence[Row[Any]]:
    """The next rows behind that key, read first and then written in a transaction of their own."""
    written = 0
    for _ in range(TRIES):
        rows = _read(database, kept, after)
        found = [_renew_row(database.vault, kept, row) for row in rows]
        changes = [_Change(row[0], values) for row, (values, _) in zip(rows, found, strict=True) if values]
        held = _write(database, kept, changes) if changes else 0
        written += held
        if held == len(changes):
            break
    unreadable = sum(is_bad for _, is_bad in found)
    done.renewed[kept.table.name] += written
    done.unreadable[kept.table.name] += unreadable
    done.newest[kept.table.name] += max(0, len(rows) - written - unreadable)
    return rows


@dataclass(frozen=True)
class _Change:
    """Of one row: by column, what was read and what comes in its place."""

    key: Any
    values: dict[str, tuple[Any, Any]]


def _read(database: Database, kept: Kept, after: Any) -> Sequence[Row[Any]]:
    """Its key, then what is sealed as it lies there, then the indexes."""
    raw = [type_coerce(column, LargeBinary) for column in kept.secrets]
    behind = select(kept.key, *raw, *(index for index, _ in kept.indexes)).order_by(kept.key).limit(BATCH)
    with database.read() as session:
        return session.execute(behind if after is None else behind.where(kept.key > after)).all()


def _renew_row(vault: Vault, kept: Kept, row: Row[Any]) -> tuple[dict[str, tuple[Any, Any]], bool]:
    """What changes, and whether no key opens something in it."""
    values: dict[str, tuple[Any, Any]] = {}
    is_bad, sealed = False, row[1 : 1 + len(kept.secrets)]
    for column, old in zip(kept.secrets, sealed, strict=True):
        assert isinstance(column.type, SecretColumn)
        try:
            new = None if old is None else column.type.renew(vault, bytes(old))
        except UnreadableSeal:
            is_bad = True
            continue
        if new is not None:
            values[column.name] = (bytes(old), new)
    for (index, of), known in zip(kept.indexes, row[1 + len(sealed) :], strict=True):
        present = _index_anew(vault, of, sealed[kept.secrets.index(of)], known)
        if present is not None:
            values[index.name] = (known, present)
    return values, is_bad


def _index_anew(vault: Vault, of: Column[Any], sealed: bytes | None, index: str | None) -> str | None:
    """What a former secret key indexed, under the present one; an index that no key explains stays as it is."""
    assert isinstance(of.type, SealedText)
    if sealed is None or index is None:
        return None
    try:
        plain = vault.fields.open(of.type.column, bytes(sealed)).decode("utf-8")
    except UnreadableSeal:
        return None
    present, *former = vault.list_indexes(of.type.column, plain)
    return present if index in former else None


def _write(database: Database, kept: Kept, changes: Sequence[_Change]) -> int:
    """How many rows still held what was read."""
    alike = defaultdict(list)
    for change in changes:
        alike[tuple(change.values)].append(change)
    with database.write() as session:
        connection = session.connection()
        return sum(
            connection.execute(_update(kept, columns), [_bind(one) for one in group]).rowcount
            for columns, group in alike.items()
        )


def _update(kept: Kept, columns: Sequence[str]) -> Update:
    same, new = [kept.key == bindparam("row_key")], {}
    for name in columns:
        column = kept.table.columns[name]
        kind = LargeBinary() if isinstance(column.type, SecretColumn) else column.type
        same.append(type_coerce(column, kind) == bindparam(f"old_{name}", type_=kind))
        new[name] = type_coerce(bindparam(f"new_{name}", type_=kind), kind)
    return update(kept.table).where(*same).values(new)


def _bind(change: _Change) -> dict[str, Any]:
    olds = {f"old_{name}": old for name, (old, _) in change.values.items()}
    return {"row_key": change.key, **olds, **{f"new_{name}": new for name, (_, new) in change.values.items()}}
