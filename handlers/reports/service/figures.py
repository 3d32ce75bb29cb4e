"""How many incidents there were, by kind and by day in Japan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from bot.clock import TOKYO
from handlers.reports.models import DamageIncident
from handlers.reports.service.kinds import DISASTER


@dataclass(frozen=True)
class Day:
    on: date
    quiet: int
    disaster: int

    @property
    def total(self) -> int:
        return self.quiet + self.disaster


@dataclass(frozen=True)
class Figures:
    """Each day from the first to today, without a gap; kinds the most frequent first."""

    days: Sequence[Day]
    kinds: Sequence[tuple[str, int]]

    @property
    def total(self) -> int:
        return sum(day.total for day in self.days)


def count(session: Session, now: datetime, days: int) -> Figures:
    """Of the last so many days, today among them."""
    today = now.astimezone(TOKYO).date()
    first = datetime.combine(today - timedelta(days=days - 1), datetime.min.time(), TOKYO)
    wanted = select(DamageIncident.kind, DamageIncident.first_at).where(
        col(DamageIncident.merged_into).is_(None), col(DamageIncident.first_at) >= first
    )
    found = [(kind, at.astimezone(TOKYO).date()) for kind, at in session.exec(wanted)]
    by_day = Counter((on, kind in DISASTER) for kind, on in found)
    listed = [first.date() + timedelta(days=number) for number in range(days)]
    return Figures(
        [Day(on, by_day[on, False], by_day[on, True]) for on in listed],
        Counter(kind for kind, _ in found).most_common(),
    )
