"""The month's quota of pushes: what LINE last said, what was pushed since, and what may still be pushed."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import update
from sqlmodel import Session, col, func, select

from bot.clock import TOKYO
from bot.db import Database, insert_if_new
from bot.models.ledger import QuotaReservation, QuotaRow
from bot.services.ledger import month_of, sum_pushes

FRESH = timedelta(minutes=5)  # LINE is not asked again within
WARNING_PERCENT = 80
MUST_ONLY_PERCENT = 95  # from here on only what must arrive is pushed


@dataclass(frozen=True)
class Quota:
    """A month's quota. `limit` None: without one. `used` is LINE's count and what was pushed since `asked_at`;
    `reserved` is kept for what was settled and has not left yet."""

    month: date
    limit: int | None
    used: int
    asked_at: datetime
    reserved: int = 0

    @property
    def left(self) -> int | None:
        """What is neither used nor kept for something."""
        return None if self.limit is None else max(0, self.limit - self.used - self.reserved)

    @property
    def percent(self) -> int | None:
        """How much of it is used, rounded down; None without a limit."""
        if self.limit is None:
            return None
        return self.used * 100 // self.limit if self.limit else 100

    @property
    def needs_warning(self) -> bool:
        return self.percent is not None and self.percent >= WARNING_PERCENT

    def allows(self, recipients: int) -> bool:
        """Whether an ordinary push to so many stays within what is not kept for what must arrive."""
        taken = self.used + self.reserved + recipients
        return self.limit is None or taken * 100 <= self.limit * MUST_ONLY_PERCENT

    def is_fresh(self, now: datetime) -> bool:
        return self.month == month_of(now) and now - self.asked_at < FRESH

    def forecast(self, now: datetime) -> int:
        """What will have been used at the end of the month if it goes on as it did; of a past month what was used."""
        begun = datetime(self.month.year, self.month.month, 1, tzinfo=TOKYO)
        days = monthrange(self.month.year, self.month.month)[1]
        passed = min(max((now - begun) / timedelta(days=1), 1.0), float(days))
        return round(self.used * days / passed)


def find_quota(session: Session, month: date) -> Quota | None:
    """The month's quota; in a month for which LINE was not asked yet, with the limit of the one before. None when
    LINE was never asked."""
    known = select(QuotaRow).where(col(QuotaRow.month) <= month).order_by(col(QuotaRow.month).desc()).limit(1)
    row = session.exec(known).first()
    if row is None:
        return None
    pushed = sum_pushes(session, month)
    used = row.used_count + max(0, pushed - row.counted) if row.month == month else pushed
    return Quota(month, row.limit_count, used, row.asked_at, _sum_reserved(session, month))


def _sum_reserved(session: Session, month: date) -> int:
    kept = select(func.coalesce(func.sum(QuotaReservation.count), 0)).where(col(QuotaReservation.month) == month)
    return int(session.exec(kept).one())


def may_push(session: Session, now: datetime, *, must_arrive: bool, recipients: int = 1) -> bool:
    """Whether the quota leaves room. As long as LINE never told it, everything may be pushed."""
    if must_arrive:
        return True
    quota = find_quota(session, month_of(now))
    return quota is None or quota.allows(recipients)


def refresh(database: Database, ask: Callable[[], tuple[int | None, int]], now: datetime) -> None:
    """Ask for (limit, used) unless the last answer is fresh. What `ask` raises is passed on, and nothing is changed."""
    month = month_of(now)
    with database.read() as session:
        known = find_quota(session, month)
        pushed = sum_pushes(
            session, month
        )  # before asking: what is pushed meanwhile counts too often, never too little
    if known is not None and known.is_fresh(now):
        return
    limit, used = ask()
    values = {"limit_count": limit, "used_count": used, "counted": pushed, "asked_at": now}
    with database.write() as session:
        if insert_if_new(session, QuotaRow, {"month": month, **values}) is None:
            session.execute(update(QuotaRow).where(col(QuotaRow.month) == month).values(**values))


def claim_warning(session: Session, month: date, now: datetime) -> bool:
    """True for the first who asks in a month: the one to warn."""
    unwarned = (col(QuotaRow.month) == month) & col(QuotaRow.warned_at).is_(None)
    done = session.execute(update(QuotaRow).where(unwarned).values(warned_at=now).returning(col(QuotaRow.id)))
    return done.first() is not None
