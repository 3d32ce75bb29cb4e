"""A second person lets it out: what they saw, to whom it is then settled to go, and within the month's quota."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import Session

from bot.errors import UserError
from bot.models.broadcasts import Broadcast, BroadcastKind, BroadcastStatus
from bot.services import segments
from bot.services.broadcasts.acting import BroadcastAction, note
from bot.services.broadcasts.drafting import enter, seal
from bot.services.broadcasts.links import make_links
from bot.services.broadcasts.slices import choose
from bot.services.ledger import month_of
from bot.services.night import wait_for_morning
from bot.services.quota import find_quota
from bot.services.staff.recording import Acting

LATE = timedelta(minutes=5)  # a time that is over by more was forgotten, and is chosen anew


def approve(session: Session, broadcast_id: int, seen: str, acting: Acting) -> Broadcast:
    """`seen` is the `seal` of what the second person has read.

    Raises UserError when they wrote it themselves, when it has changed, when its time is over, or when the quota leaves
    no room. What is not urgent waits for the morning.
    """
    broadcast = enter(session, broadcast_id, BroadcastStatus.WAITING)
    by = int(acting.actor.id)
    if by == broadcast.drafted_by:
        raise UserError("broadcasts.self_approval")
    if seen != seal(broadcast):
        raise UserError("broadcasts.overtaken")
    if broadcast.send_at is not None and broadcast.send_at < acting.now - LATE:
        raise UserError("broadcasts.time_over")
    broadcast.send_at = choose_moment(broadcast, acting.now)
    broadcast.status, broadcast.approved_by = BroadcastStatus.APPROVED, by
    settle(session, broadcast, acting.now)
    note(session, acting, BroadcastAction.APPROVED, broadcast, recipients=broadcast.total)
    return broadcast


def choose_moment(broadcast: Broadcast, now: datetime) -> datetime:
    """When it leaves: at its time or now, and by day unless it is urgent."""
    at = max(broadcast.send_at or now, now)
    return at if broadcast.is_urgent else wait_for_morning(at)


def settle(session: Session, broadcast: Broadcast, now: datetime) -> None:
    """Who gets it, and that there is room for them in the quota. Raises UserError where there is none."""
    make_links(session, broadcast)
    try:
        rule = segments.parse(broadcast.rule)
    except ValueError as error:  # it names what is no more
        raise UserError("broadcasts.rule_wrong", words=str(error)) from error
    choose(session, broadcast, rule, now)
    quota = find_quota(session, month_of(broadcast.send_at or now))
    is_ordinary = not broadcast.is_urgent and broadcast.kind != BroadcastKind.SAFETY
    if quota is not None and is_ordinary and not quota.allows(0):
        raise UserError("broadcasts.quota_short", left=quota.left or 0)
