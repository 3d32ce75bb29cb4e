"""The last word on a scan: what a phone decided without a network is looked at again here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from admin.arrivals.entrance import Entrance
from admin.arrivals.rows import Row, show_clock
from bot.clock import TOKYO
from bot.models.arrivals import Way
from bot.services.audit import Actor, Purpose, record
from bot.services.reservations.arriving import ArrivalAction, Arrived, Verdict, check_in
from bot.tickets.signing import TicketKeys
from bot.tickets.ticket import Ticket

OLDEST = timedelta(days=3)  # scan that is still taken


def read_moment(text: object, now: datetime) -> datetime:
    """When the phone says it was; now, for what can't be."""
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        return now
    return moment if moment.tzinfo is not None and now - OLDEST <= moment <= now else now


def judge_ticket(ticket: Ticket | None, entrance: Entrance, rows: Sequence[Row]) -> tuple[Verdict, Row | None]:
    """Whether it is of this day and still theirs; place and time staff have looked at already."""
    if ticket is None:
        return Verdict.FOREIGN, None
    row = next((one for one in rows if one.expected.reservation.number == ticket.number), None)
    if row is not None:  # of a course the day may be a later one than the ticket's
        return (Verdict.CHECKED_IN if row.expected.timeframe.id == ticket.timeframe_id else Verdict.MOVED), row
    day = ticket.starts_at.astimezone(TOKYO).date()
    if day == entrance.day.on:
        return Verdict.MOVED, None
    return (Verdict.EXPIRED if day < entrance.day.on else Verdict.ANOTHER_DAY), None


def take_scan(
    session: Session,
    entrance: Entrance,
    rows: Sequence[Row],
    scan: dict[str, Any],
    keys: TicketKeys,
    actor: Actor,
    now: datetime,
) -> dict[str, Any]:
    """One scan of a phone: `id`, `at`, and `ticket` or `reservation`. What became of it, for the phone."""
    id, text = str(scan.get("id", ""))[:64], scan.get("ticket")
    if isinstance(text, str):
        verdict, row = judge_ticket(keys.read(text), entrance, rows)
    else:
        row = next((one for one in rows if one.expected.id == scan.get("reservation")), None)
        verdict = Verdict.CHECKED_IN if row else Verdict.UNKNOWN
    came_at = ""
    if verdict == Verdict.CHECKED_IN and row is not None:
        way = Way.TICKET if isinstance(text, str) else Way.HAND
        at = read_moment(scan.get("at"), now)
        arrived = note(session, row, way, actor, now, day=entrance.day.on, came_at=at, scan=id)
        verdict, came_at = arrived.verdict, show_clock(arrived.arrival.came_at) if arrived.arrival else ""
    return {"id": id, "verdict": verdict, "reservation": row.expected.id if row else None, "came": came_at}


def note(session: Session, row: Row, way: Way, actor: Actor, now: datetime, **more: Any) -> Arrived:
    """Check in, and say so in the audit log where it is new."""
    arrived = check_in(session, row.expected.id, way, now, **more)
    if arrived.verdict == Verdict.CHECKED_IN and arrived.arrival is not None and arrived.arrival.noted_at == now:
        write_entry(session, actor, ArrivalAction.CHECKED_IN, row, now)
    return arrived


def write_entry(session: Session, actor: Actor, action: ArrivalAction, row: Row, now: datetime) -> None:
    record(
        session,
        actor,
        action,
        object_kind="reservation",
        object_id=str(row.expected.id),
        conversation_id=row.expected.reservation.conversation_id,
        purpose=Purpose.APPLICATION,
        now=now,
    )
