"""An audit log of many entries that nobody wrote, made at once: chained as `record` chains them, in bulk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from random import Random
from types import SimpleNamespace
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session

from bot.db import Database
from bot.models.audit import AuditEntry, AuditHead
from bot.services.audit.actions import Purpose
from bot.services.audit.chain import GENESIS, KeyRing, open_ring, seal

FIRST = datetime(2026, 4, 1, tzinfo=UTC)
BETWEEN = timedelta(seconds=53)  # a million in twenty months
STAFF = 200
PEOPLE = 50_000
ACTIONS = ("conversation.viewed", "desk.claimed", "desk.replied", "faq.published", "staff.signed_in")
FIELDS = ("utterance", "address", "name", "telephone", "children")
BATCH = 5_000


def fill(database: Database, count: int, seed: int = 1, advance: Callable[[int], None] | None = None) -> None:
    """`count` entries in an empty log."""
    rows = _make_rows(KeyRing(database.vault), count, Random(seed))
    while batch := list(islice(rows, BATCH)):
        with database.write() as session:
            session.execute(insert(AuditEntry), batch)
            _set_head(session, batch[-1])
        if advance:
            advance(len(batch))


def _make_rows(ring: KeyRing, count: int, random: Random) -> Iterator[dict[str, Any]]:
    key, mac = ring.current, GENESIS
    for sequence in range(1, count + 1):
        row = _make_row(sequence, random) | {"key_id": key.id}
        mac = key.mac(mac, SimpleNamespace(**row))  # type: ignore[arg-type]  # an entry of the ORM takes ten times as long
        yield row | {"mac": mac}


def _make_row(sequence: int, random: Random) -> dict[str, Any]:
    staff, person, action = random.randrange(STAFF), random.randrange(1, PEOPLE), random.choice(ACTIONS)
    is_about_person = action.startswith(("conversation", "desk"))
    details = {
        "name": f"Staff {staff}",
        "address": f"192.0.2.{staff}",
        "reason": f"inquiry {sequence}",
        "fields": random.sample(FIELDS, 2) if is_about_person else [],
        "old": {"state": "waiting"},
        "new": {"state": "taken", "number": sequence},
    }
    return {
        "sequence": sequence,
        "at": FIRST + sequence * BETWEEN,
        "action": action,
        "actor_kind": "staff",
        "actor_id": str(staff),
        "department": "residents",
        "role": "operator",
        "object_kind": "conversation" if is_about_person else "faq",
        "object_id": str(person),
        "conversation_ref": person if is_about_person else None,
        "purpose": random.choice(list(Purpose)),
        "details": details,
    }


def _set_head(session: Session, last: dict[str, Any]) -> None:
    head = AuditHead(sequence=last["sequence"], mac=last["mac"], key_id="", seal=b"")
    seal(head, open_ring(session).current)
    session.merge(head)
