"""Whether the audit log is whole: nothing changed, taken out, put in, reordered or cut off."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from cryptography.fernet import InvalidToken
from sqlalchemy import Row, select, true
from sqlmodel import Session, SQLModel

from bot.db import Database
from bot.models.audit import AuditHead, AuditStart
from bot.services.audit.chain import GENESIS, open_ring
from bot.services.audit.walk import Anchor, Broken, Walk

BATCH = 1_000
Progress = Callable[[int, int], None]  # how many were compared, of how many

_ENTRIES = SQLModel.metadata.tables["audit_entry"]
# What reading a row raises into which somebody wrote what is no value of that column.
_UNREADABLE = (InvalidToken, ValueError, TypeError, AttributeError)


@dataclass(frozen=True)
class Verdict:
    """Entries `first` to `last` are whole, and `mac` is the last one's. `fault` says what the one called `bad` has."""

    first: int
    last: int
    mac: bytes
    anchors: int  # how many were compared
    bad: int | None = None
    fault: str = ""

    @property
    def is_whole(self) -> bool:
        return not self.fault

    @property
    def count(self) -> int:
        return self.last - self.first + 1


@contextmanager
def open_snapshot(database: Database) -> Iterator[Session]:
    """A session to read in that sees one state of the database to its end, whatever is written meanwhile."""
    with database.read() as session:
        if database.dialect == "postgresql":
            session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        yield session


def verify(
    session: Session,
    anchors: Iterable[Anchor] = (),
    progress: Progress | None = None,
    newest: int | None = None,
    until: int | None = None,
) -> Verdict:
    """Follow the chain to its end, or to the first entry that is bad.

    `newest`: the last so many entries alone; `until`: no further than this one.

    That entries were cut off and an older copy of the end put back is told by an anchor alone.
    """
    head, start = session.get(AuditHead, 1), session.get(AuditStart, 1)
    origin = (start.sequence, start.mac) if start else (0, GENESIS)
    jump = _find_origin(session, head, newest) if newest else None
    sequence, mac = max(jump or origin, origin)
    walk = Walk(open_ring(session), _group(anchors, sequence), sequence, mac)
    total = head.sequence - sequence if head else 0
    try:
        walk.check_start(start)
        for number, row in enumerate(_list_rows(session, jump[0] if jump else None), 1):
            walk.follow(row)
            if row.sequence == until:
                break
            if progress and (number % BATCH == 0 or number == total):
                progress(number, total)
        else:
            walk.check_end(head)
    except Broken as broken:
        return Verdict(sequence + 1, walk.sequence, walk.mac, walk.compared, broken.sequence, broken.fault)
    return Verdict(sequence + 1, walk.sequence, walk.mac, walk.compared)


def _find_origin(session: Session, head: AuditHead | None, newest: int) -> tuple[int, bytes] | None:
    """The entry before the newest ones; None when there are no more of them, or it is not there."""
    wanted = head.sequence - newest if head else 0
    row = session.execute(select(_ENTRIES.c.mac).where(_ENTRIES.c.sequence == wanted)).first()
    return (wanted, bytes(row[0])) if row else None


def _group(anchors: Iterable[Anchor], origin: int) -> dict[int, list[Anchor]]:
    """By sequence; what was removed, or isn't looked at, can't be compared."""
    groups = defaultdict(list)
    for anchor in anchors:
        if anchor.sequence >= origin:
            groups[anchor.sequence].append(anchor)
    return groups


def _list_rows(session: Session, after: int | None) -> Iterator[Row[Any]]:
    """Every entry behind `after` in the order of the sequence. Raises Broken for one that can't be read."""
    while batch := _read(session, after, BATCH):
        yield from batch
        after = batch[-1].sequence


def _read(session: Session, after: int | None, size: int) -> list[Row[Any]]:
    """The next entries; fewer where one of them can't be read, so that those before it are still followed."""
    behind = _ENTRIES.c.sequence > after if after is not None else true()
    statement = select(_ENTRIES).where(behind).order_by(_ENTRIES.c.sequence).limit(size)
    try:
        return list(session.execute(statement))
    except _UNREADABLE:
        if size > 1:
            return _read(session, after, size // 2)
    found = session.execute(select(_ENTRIES.c.sequence).where(behind).order_by(_ENTRIES.c.sequence).limit(1))
    raise Broken(found.scalar_one(), "it can't be read")
