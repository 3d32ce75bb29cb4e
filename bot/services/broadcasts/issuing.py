"""What goes out without a second person: alerts of machines, and orders that staff give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from bot.db import insert_if_new
from bot.messages import Message
from bot.models.broadcasts import Broadcast, BroadcastKind, BroadcastStatus
from bot.services import segments
from bot.services.broadcasts.content import name_content, write_content
from bot.services.broadcasts.slices import choose


def issue(
    session: Session,
    *,
    kind: str,
    key: str,
    content: Mapping[str, Sequence[Message]],
    rule: Mapping[str, Any],
    origin: str,
    now: datetime,
    is_urgent: bool = True,
    drill: bool = False,
    title: str = "",
) -> Broadcast:
    """Settle who gets it and let it go at once. The same `key` again gives the first broadcast and sends nothing.

    `title` is for staff, else the first line of what is said. A drill's messages get their mark when they leave;
    `content` says nothing of it. Raises ValueError for a rule or content that can't be. After the commit, ring `TOPIC`
    of `bot.broadcasting` and it leaves at once. Of what is urgent `total` counts the first slice of a large city; the
    others are settled while it leaves.
    """
    parsed = segments.parse(rule)
    values = {
        "kind": BroadcastKind(kind),
        "key": key,
        "status": BroadcastStatus.APPROVED,
        "origin": origin,
        "title": title or name_content(content),
        "content": write_content(content),
        "rule": rule,
        "is_urgent": is_urgent,
        "is_drill": drill or kind == BroadcastKind.DRILL,
        "created_at": now,
        "send_at": now,
        "repeat": "",
        "total": 0,
    }
    new_id = insert_if_new(session, Broadcast, values)
    if new_id is None:
        return session.exec(select(Broadcast).where(col(Broadcast.key) == key)).one()
    broadcast = session.get_one(Broadcast, new_id)
    choose(session, broadcast, parsed, now)
    return broadcast
