"""Entries as sections write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from bot.db import Database
from bot.models.audit import AuditEntry
from bot.services.audit import Action, Actor, ConversationAction, record

NOON = datetime(2026, 12, 1, 3, 0, 0, 123456, tzinfo=UTC)
TANAKA = Actor("staff", "7", "田中 一郎", "192.0.2.7", department="residents", role="operator")


class ThingAction(Action):
    """What a section of the tests lists for itself."""

    CHANGED = "thing.changed"


def write(session: Session, number: int = 1, **given: Any) -> AuditEntry:
    """One entry, the `number`-th; what is given wins."""
    values: dict[str, Any] = {
        "object_kind": "conversation",
        "object_id": str(number),
        "conversation_id": number,
        "reason": f"お問い合わせ{number}",
        "purpose": "answer",
        "fields": ["utterance"],
        "old": {"state": "waiting"},
        "new": {"state": "taken", "number": number, "share": number / 7},
        "now": NOON + timedelta(seconds=number),
    }
    values |= given
    actor, action = values.pop("actor", TANAKA), values.pop("action", ConversationAction.VIEWED)
    return record(session, actor, action, **values)


def fill(database: Database, count: int, **given: Any) -> None:
    """That many entries in one transaction."""
    with database.write() as session:
        for number in range(1, count + 1):
            write(session, number, **given)


def list_all(database: Database) -> list[AuditEntry]:
    """Every entry, oldest first, usable without a session."""
    with database.read() as session:
        entries = list(session.exec(select(AuditEntry).order_by(col(AuditEntry.sequence))))
        session.expunge_all()
    return entries
