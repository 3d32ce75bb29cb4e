"""Cases by the month, without anybody: what fewer than five share is not told, nor what could be told from the rest."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import median

from sqlmodel import Session, col, select

from bot.clock import TOKYO
from handlers.child_consultation.levels import Level
from handlers.child_consultation.models import CaseState, ChildAssignment, ChildCase, OwnReason

LEAST = 5
MONTHS = 12
KINDS = ("level", "topic", "channel", "discipline", "reason")


@dataclass
class Month:
    """One month's cases. Each of `counts` is by value; a case may have several topics and disciplines."""

    first: date
    total: int = 0
    unwritten: int = 0  # emergencies told in LINE whose page nobody ever wrote on; not in `total`
    counts: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    hours: list[float] = field(default_factory=list)  # to the first answer

    @property
    def median_hours(self) -> float | None:
        """None where too few were answered to say anything."""
        return round(median(self.hours), 1) if len(self.hours) >= LEAST else None


def count_months(session: Session, now: datetime) -> list[Month]:
    """The last twelve, the oldest first; pages on which nothing was written are none, and emergencies
    among them are counted apart."""
    months = {one: Month(one) for one in _list_months(now)}
    since = datetime.combine(min(months), datetime.min.time(), TOKYO)
    cases = session.exec(select(ChildCase).where(col(ChildCase.opened_at) >= since)).all()
    disciplines = _list_disciplines(session, since)
    for case in cases:
        month = months.get(case.opened_at.astimezone(TOKYO).date().replace(day=1))
        if month is None:
            continue
        if case.state == CaseState.NEW or case.closing_reason == OwnReason.UNWRITTEN:
            month.unwritten += case.level == Level.EMERGENCY
            continue
        month.total += 1
        month.counts["level"][case.level] += 1
        month.counts["channel"][case.channel] += 1
        month.counts["topic"].update(case.topics)
        month.counts["discipline"].update(disciplines[case.id or 0])
        if case.closing_reason:
            month.counts["reason"][case.closing_reason] += 1
        if case.first_answer_at:
            month.hours.append((case.first_answer_at - case.opened_at) / timedelta(hours=1))
    return list(months.values())


def mask(counts: Mapping[str, int]) -> dict[str, int | None]:
    """Each count, or None for what is not told: one to four, and, where that is one alone, the next one, too, so that
    nobody can subtract."""
    hidden = {name for name, count in counts.items() if 0 < count < LEAST}
    others = sorted((count, name) for name, count in counts.items() if count >= LEAST)
    if len(hidden) == 1 and others:
        hidden.add(others[0][1])
    return {name: None if name in hidden else count for name, count in counts.items()}


def mask_total(total: int) -> int | None:
    return None if 0 < total < LEAST else total


def list_cells(months: Sequence[Month], kind: str) -> Iterator[tuple[date, dict[str, int | None]]]:
    """For each month every value that there is in any of them."""
    values = sorted({value for month in months for value in month.counts[kind]})
    if kind == "level":
        values = [str(level) for level in Level]
    for month in months:
        yield month.first, mask({value: month.counts[kind][value] for value in values})


def _list_disciplines(session: Session, since: datetime) -> dict[int, list[str]]:
    recent = select(ChildCase.id).where(col(ChildCase.opened_at) >= since)
    found: dict[int, list[str]] = defaultdict(list)
    for row in session.exec(select(ChildAssignment).where(col(ChildAssignment.case_id).in_(recent))):
        found[row.case_id].append(row.discipline)
    return found


def _list_months(now: datetime) -> list[date]:
    last = now.astimezone(TOKYO).date().replace(day=1)
    found = [last]
    while len(found) < MONTHS:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return found[::-1]
