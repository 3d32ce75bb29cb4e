"""The demo city's saved segments, one message that has been sent, and one that waits for a second person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, select

from bot.db import Database
from bot.messages import Text
from bot.models.broadcasts import (
    BatchStatus,
    Broadcast,
    BroadcastBatch,
    BroadcastKind,
    BroadcastRecipient,
    BroadcastStatus,
)
from bot.models.conversation import Conversation
from bot.models.subscriptions import Segment
from bot.services import segments
from bot.services.broadcasts.content import write_content
from bot.services.broadcasts.freezing import freeze
from bot.services.broadcasts.reserving import release
from bot.services.segments.saving import save_segment
from bot.settings import DEMO_CITY
from bot.yaml_files import parse_yaml

FILE = DEMO_CITY / "broadcasts.yml"
LEFT_AFTER = timedelta(seconds=4)
BLOCKED_SINCE = 3  # of those who got it


def seed_broadcasts(database: Database, now: datetime) -> int:
    """How many segments and broadcasts are new; none where there are any."""
    written = parse_yaml(FILE.read_text("utf-8"))
    with database.write() as session:
        if any(session.exec(select(model.id).limit(1)).first() is not None for model in (Segment, Broadcast)):
            return 0
        for one in written["segments"]:
            save_segment(session, 0, one["name"], one["rule"], None, now)
        for one in written["broadcasts"]:
            broadcast = _write(session, one, now)
            if one["state"] == "sent":
                _send(session, broadcast, now - timedelta(days=one["days"]))
    return len(written["segments"]) + len(written["broadcasts"])


def _write(session: Session, one: Mapping[str, Any], now: datetime) -> Broadcast:
    at = now - timedelta(days=one["days"], minutes=20)
    broadcast = Broadcast(
        kind=BroadcastKind.MESSAGE,
        status=BroadcastStatus.WAITING,
        origin="staff",
        title=one["title"],
        content=write_content({language: [Text(words)] for language, words in one["text"].items()}),
        rule=one["rule"],
        is_drill=False,
        created_at=at,
        submitted_at=at + timedelta(minutes=5),
    )
    session.add(broadcast)
    session.flush()
    return broadcast


def _send(session: Session, broadcast: Broadcast, at: datetime) -> None:
    """As if it had left then. Nothing of it counts for this month's quota."""
    freeze(session, broadcast, segments.select_recipients(segments.parse(broadcast.rule), at), at)
    release(session, broadcast.id or 0)
    broadcast.status, broadcast.send_at = BroadcastStatus.SENT, at
    broadcast.started_at, broadcast.ended_at = at, at + LEFT_AFTER
    session.add(broadcast)
    own = select(BroadcastBatch).where(BroadcastBatch.broadcast_id == broadcast.id)
    for batch in session.exec(own).all():
        batch.status, batch.tries, batch.reached = BatchStatus.SENT, 1, batch.size
        batch.first_try_at, batch.ended_at, batch.not_before = at, at + LEFT_AFTER, None
        session.add(batch)
    session.flush()
    got = select(BroadcastRecipient.conversation_id).where(BroadcastRecipient.broadcast_id == broadcast.id)
    for conversation_id in session.exec(got.limit(BLOCKED_SINCE)).all():
        session.get_one(Conversation, conversation_id).is_blocked = True
