"""The ledger of messages in LINE: free replies and paid pushes by day and service.

LINE counts a push by its recipients, however many messages travel in it; a reply costs nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, func, select

from bot.clock import TOKYO
from bot.models.ledger import LedgerEntry, MessageKind


@dataclass(frozen=True)
class Count:
    """What one service sent on one day."""

    day: date
    service: str
    kind: str
    count: int


def month_of(moment: datetime) -> date:
    """The first day of the month in Tokyo."""
    return moment.astimezone(TOKYO).date().replace(day=1)


def next_month(month: date) -> date:
    """The first day of the month after the one that `month` is the first day of."""
    return (month + timedelta(days=31)).replace(day=1)


def count_sent(session: Session, service: str, kind: str, now: datetime, recipients: int = 1) -> None:
    """Count what was sent; to be called once, in the transaction that marks it as sent.

    Whoever counts for several services in one transaction does so in the services' alphabetical order, so that two
    of them can't lock each other out.
    """
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    values = {"day": now.astimezone(TOKYO).date(), "service": service, "kind": kind, "count": recipients}
    counted = insert(LedgerEntry).values(**values)
    more = {"count": col(LedgerEntry.count) + recipients}
    session.execute(counted.on_conflict_do_update(index_elements=["day", "service", "kind"], set_=more))


def list_counts(session: Session, month: date) -> Sequence[Count]:
    """What was sent in a month, by day, service and kind, in this order."""
    rows = session.exec(
        select(LedgerEntry)
        .where(col(LedgerEntry.day) >= month, col(LedgerEntry.day) < next_month(month))
        .order_by(col(LedgerEntry.day), col(LedgerEntry.service), col(LedgerEntry.kind))
    )
    return [Count(row.day, row.service, row.kind, row.count) for row in rows]


def sum_pushes(session: Session, month: date) -> int:
    """How many citizens were pushed to in a month, each as often as it happened."""
    total = select(func.coalesce(func.sum(LedgerEntry.count), 0)).where(
        LedgerEntry.kind == MessageKind.PUSH,
        col(LedgerEntry.day) >= month,
        col(LedgerEntry.day) < next_month(month),
    )
    return int(session.exec(total).one())


def sum_by_service(session: Session) -> Sequence[tuple[str, str, int]]:
    """(service, kind, count) of all days."""
    total = func.sum(LedgerEntry.count)
    grouped = select(LedgerEntry.service, LedgerEntry.kind, total).group_by(LedgerEntry.service, LedgerEntry.kind)
    return [(service, kind, int(count)) for service, kind, count in session.exec(grouped)]
