"""Who gets what is urgent is settled in slices, the first at once: it leaves while the others are being settled.

What is not urgent is settled whole, since the quota must have room for all of it before anything leaves.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, col, func, select

from bot.db import joining_whole_tables
from bot.models.broadcasts import Broadcast, BroadcastSettling
from bot.models.conversation import Conversation
from bot.services import segments
from bot.services.broadcasts.freezing import freeze
from bot.services.segments import Rule

SLICE = 20_000  # ids of conversations: nobody else writes on SQLite while one is settled
# Slices at once after the first: PostgreSQL reads whole tables for each. A stop waits for one, and has two seconds.
LATER = {"sqlite": 1, "postgresql": 3}


def choose(session: Session, broadcast: Broadcast, rule: Rule, now: datetime) -> None:
    """Settle who gets it: the whole, or of what is urgent the first slice and who is in the others."""
    first, last = session.exec(select(func.min(Conversation.id), func.max(Conversation.id))).one()
    if not broadcast.is_urgent or first is None or last is None or last - first < SLICE:
        with joining_whole_tables(session):
            freeze(session, broadcast, segments.select_recipients(rule, now, is_urgent=broadcast.is_urgent), now)
        return
    settling = BroadcastSettling(broadcast_id=broadcast.id or 0, next_id=first, last_id=last)
    _settle(session, broadcast, settling, rule, now)
    session.add(settling)


def find_settling(session: Session) -> int | None:
    """A broadcast of which a slice is left to settle."""
    return session.exec(select(BroadcastSettling.broadcast_id).order_by(col(BroadcastSettling.broadcast_id))).first()


def settle_slice(session: Session, broadcast_id: int) -> bool:
    """The next one; False when there is none or another process has it. Settled as of the moment in which it began."""
    own = col(BroadcastSettling.broadcast_id) == broadcast_id
    settling = session.exec(select(BroadcastSettling).where(own).with_for_update(skip_locked=True)).first()
    if settling is None:
        return False
    broadcast = session.get_one(Broadcast, broadcast_id)
    _settle(session, broadcast, settling, segments.parse(broadcast.rule), broadcast.frozen_at or broadcast.created_at)
    if settling.next_id > settling.last_id:
        session.delete(settling)
    return True


def end_settling(session: Session, broadcast_id: int) -> None:
    """Who is not settled yet gets nothing. Waits for a slice that is just being settled."""
    session.execute(delete(BroadcastSettling).where(col(BroadcastSettling.broadcast_id) == broadcast_id))


def _settle(session: Session, broadcast: Broadcast, settling: BroadcastSettling, rule: Rule, now: datetime) -> None:
    slices = 1 if broadcast.frozen_at is None else LATER[session.get_bind().dialect.name]
    among = (settling.next_id, min(settling.next_id + slices * SLICE - 1, settling.last_id))
    chosen = segments.select_recipients(rule, now, is_urgent=broadcast.is_urgent, among=among)
    with joining_whole_tables(session):
        freeze(session, broadcast, chosen, now)
    settling.next_id = among[1] + 1
