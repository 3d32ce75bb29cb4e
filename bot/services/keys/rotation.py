"""Seals anew what a former key sealed, a few hundred rows at a time, while everybody goes on reading and writing.

A row is written only if it still holds what was read, so nothing that somebody changed meanwhile is lost: they sealed
it with the newest key themselves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Column, LargeBinary, Row, bindparam, func, select, type_coerce, update
from sqlmodel import Session

from bot.db import Database
from bot.models.audit import ActorKind
from bot.models.field_keys import UnreadableSeal
from bot.models.sealed import SealedText
from bot.models.vault import SecretColumn, Vault
from bot.services.audit import Action, Actor, record
from bot.services.keys.columns import Kept, list_kept

BATCH = 500  # rows of one transaction, so that on SQLite nobody waits long to write
Progress = Callable[[int, int], None]


class KeyAction(Action):
    ROTATED = "keys.rotated"


@dataclass
class Rotated:
    """Values, by table: sealed anew, under the newest key already, unreadable; and indexes made anew."""

    renewed: Counter[str] = field(default_factory=Counter)
    newest: Counter[str] = field(default_factory=Counter)
    unreadable: Counter[str] = field(default_factory=Counter)
    indexed: Counter[str] = field(default_factory=Counter)


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
    raw = [type_coerce(column, LargeBinary) for column in kept.secrets]
    behind = select(kept.key, *raw, *(index for index, _ in kept.indexes)).order_by(kept.key).limit(BATCH)
    with database.read() as session:
        rows = session.execute(behind if after is None else behind.where(kept.key > after)).all()
    vault, first_index = database.vault, 1 + len(kept.secrets)
    changes = [(column, _renew(vault, kept, place, rows, done)) for place, column in enumerate(kept.secrets, start=1)]
    indexes = [
        (index, _index_anew(vault, of, 1 + kept.secrets.index(of), place, rows))
        for place, (index, of) in enumerate(kept.indexes, start=first_index)
    ]
    if any(change for _, change in (*changes, *indexes)):
        with database.write() as session:
            for column, change in changes:
                done.renewed[kept.table.name] += _write(session, kept, column, change, LargeBinary)
            for column, change in indexes:
                done.indexed[kept.table.name] += _write(session, kept, column, change, type(column.type))
    return rows


def _renew(vault: Vault, kept: Kept, place: int, rows: Sequence[Row[Any]], done: Rotated) -> list[dict[str, Any]]:
    kind, changes = kept.secrets[place - 1].type, []
    assert isinstance(kind, SecretColumn)
    for row in rows:
        if row[place] is None:
            continue
        old = bytes(row[place])
        try:
            new = kind.renew(vault, old)
        except UnreadableSeal:
            done.unreadable[kept.table.name] += 1
            continue
        done.newest[kept.table.name] += new is None
        if new is not None:
            changes.append({"row_key": row[0], "old_value": old, "new_value": new})
    return changes


def _index_anew(
    vault: Vault, of: Column[Any], source: int, place: int, rows: Sequence[Row[Any]]
) -> list[dict[str, Any]]:
    """What a former secret key indexed. An index that no key explains stays: it finds something else than the value."""
    assert isinstance(of.type, SealedText)
    changes = []
    for row in rows:
        if row[source] is None or row[place] is None:
            continue
        try:
            plain = vault.fields.open(of.type.column, bytes(row[source]))
        except UnreadableSeal:
            continue
        present, *former = vault.list_indexes(of.type.column, plain.decode("utf-8"))
        if row[place] in former:
            changes.append({"row_key": row[0], "old_value": row[place], "new_value": present})
    return changes


def _write(session: Session, kept: Kept, column: Column[Any], changes: list[dict[str, Any]], kind: Any) -> int:
    """How many still held what was read."""
    same = type_coerce(column, kind) == bindparam("old_value", type_=kind())
    statement = (
        update(kept.table)
        .where(kept.key == bindparam("row_key"), same)
        .values({column: type_coerce(bindparam("new_value", type_=kind()), kind)})
    )
    connection = session.connection()
    return sum(connection.execute(statement, change).rowcount for change in changes)
