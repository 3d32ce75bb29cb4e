"""Segments with a name."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from bot.errors import Refused
from bot.models.subscriptions import Segment

LONGEST_NAME = 60


class NameTaken(Refused):
    """Another segment has that name."""


def save_segment(
    session: Session, id: int, name: str, rule: dict[str, Any], staff_id: int | None, now: datetime
) -> Segment:
    """A new one for id 0, or one that was deleted meanwhile. Raises NameTaken."""
    other = session.exec(select(Segment).where(Segment.name == name, col(Segment.id) != id)).first()
    if other is not None:
        raise NameTaken(f"there is a segment {name} already")
    row = session.get(Segment, id) if id else None
    if row is None:
        row = Segment(name=name, rule=rule, changed_at=now)
    row.name, row.rule, row.changed_at, row.changed_by = name, rule, now, staff_id
    session.add(row)
    session.flush()
    return row


def delete_segment(session: Session, row: Segment) -> None:
    """Broadcasts keep the rule that they were made with."""
    session.delete(row)
    session.flush()
