"""The recipients of a batch as they are now: who can still be told, and at which address."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import LargeBinary, String, bindparam, cast, func, select, type_coerce, update
from sqlmodel import Session, col

from bot.models.broadcasts import BroadcastRecipient, RecipientStatus
from bot.models.conversation import ADDRESS, Conversation
from bot.models.sealed import open_ready
from bot.models.vault import Vault

_USER_ID = re.compile("U[0-9a-f]{32}")
# As it lies in the database: 100,000 addresses a second are opened here, and not by the column's type.
_SEALED = type_coerce(col(Conversation.address), LargeBinary)
_READERS = (
    select(col(BroadcastRecipient.id), _SEALED, col(Conversation.is_blocked))
    .join(Conversation, col(Conversation.id) == col(BroadcastRecipient.conversation_id))
    .where(
        col(BroadcastRecipient.broadcast_id) == bindparam("broadcast"),
        col(BroadcastRecipient.batch_number) == bindparam("number"),
        col(BroadcastRecipient.status) == RecipientStatus.PLANNED,
        col(Conversation.erased_at).is_(None),
    )
    .order_by(col(BroadcastRecipient.id))
)
# Python's SQLite hands the interpreter's lock to another thread at each row, and dozens of threads want it: one row for
# all. PostgreSQL's driver reads all rows at once.
_each = _READERS.subquery().c
_JOINED = select(
    func.group_concat(
        cast(_each.id, String) + ":" + cast(_each.is_blocked, String) + ":" + func.hex(_each[1]), ",", type_=String()
    )
)


@dataclass(frozen=True)
class People:
    """Ids of recipients and their addresses, in the same order; and the ids of those who are left out."""

    ids: tuple[int, ...]
    addresses: tuple[str, ...]
    blocked: tuple[int, ...]
    refused: tuple[int, ...]  # LINE would refuse all for one address that is none


def load_people(session: Session, vault: Vault, broadcast_id: int, number: int) -> People:
    """Who deleted their data is not among them any more."""
    rows = _read(session, {"broadcast": broadcast_id, "number": number})
    there = [(one, open_ready(vault, ADDRESS, sealed)) for one, sealed, is_blocked in rows if not is_blocked]
    good = [(one, address) for one, address in there if _USER_ID.fullmatch(address)]
    return People(
        tuple(one for one, _ in good),
        tuple(address for _, address in good),
        blocked=tuple(one for one, _, is_blocked in rows if is_blocked),
        refused=tuple(one for one, address in there if not _USER_ID.fullmatch(address)),
    )


def _read(session: Session, wanted: Mapping[str, int]) -> list[tuple[int, bytes, bool]]:
    """On the connection: the session's own bookkeeping would take as long as the rows."""
    connection = session.connection()
    if connection.dialect.name != "sqlite":
        rows: Sequence[Any] = connection.execute(_READERS, wanted).all()
        return [(one, bytes(sealed), is_blocked) for one, sealed, is_blocked in rows]
    joined = str(connection.execute(_JOINED, wanted).scalar() or "")
    each = (line.split(":") for line in joined.split(",") if line)
    return [(int(one), bytes.fromhex(sealed), is_blocked == "1") for one, is_blocked, sealed in each]


def note_left_out(session: Session, ids: tuple[int, ...], status: RecipientStatus) -> None:
    """These got nothing with their batch."""
    if ids:
        session.execute(update(BroadcastRecipient).where(col(BroadcastRecipient.id).in_(ids)).values(status=status))
