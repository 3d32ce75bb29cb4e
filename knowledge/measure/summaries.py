"""What a week's judgements say: counts, and how sure they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from knowledge.measure.intervals import Figure, wilson
from knowledge.measure.models import COUNTED, KnowledgeJudgement, Verdict


@dataclass(frozen=True)
class WeekSummary:
    """Counts of one week's sample (`week` is its Monday), or of several weeks from that one on."""

    week: date
    sampled: int
    right: int = 0
    wrong: int = 0
    abstained_rightly: int = 0
    abstained_wrongly: int = 0
    escalated: int = 0
    unclear: int = 0
    partly: int = 0

    @property
    def judged(self) -> int:
        """Without those that nobody could judge."""
        return sum(getattr(self, verdict) for verdict in COUNTED)

    @property
    def answered(self) -> int:
        return self.right + self.partly + self.wrong

    @property
    def abstained(self) -> int:
        return self.abstained_rightly + self.abstained_wrongly

    @property
    def answered_right(self) -> Figure:
        """The share of the direct answers that is wholly right, with Wilson's interval."""
        return wilson(self.right, self.answered)

    def share(self, name: str) -> Figure:
        """Of all that was judged: a verdict, `answered` or `abstained`."""
        return wilson(getattr(self, name), self.judged)

    def to_json(self) -> dict[str, Any]:
        names = ("right", "partly", "wrong", "abstained", "escalated")
        counts = {field.name: getattr(self, field.name) for field in fields(self) if field.name != "week"}
        shares = {name: self.share(name).to_json() for name in names}
        rest = {"judged": self.judged, "abstained": self.abstained, "shares": shares}
        return {"week": self.week.isoformat(), **counts, **rest, "answered_right": self.answered_right.to_json()}


def summarise(session: Session, since: date) -> list[WeekSummary]:
    """The weeks with a sample, from the one that begins on or after `since`, oldest first."""
    statement = (
        select(col(KnowledgeJudgement.week), col(KnowledgeJudgement.verdict), func.count())
        .where(KnowledgeJudgement.week >= since)
        .group_by(col(KnowledgeJudgement.week), col(KnowledgeJudgement.verdict))
    )
    counts: dict[date, dict[str, int]] = {}
    for week, verdict, count in session.exec(statement):
        counts.setdefault(week, {})[verdict] = count
    return [_summary(week, counts[week]) for week in sorted(counts)]


def add_up(summaries: Sequence[WeekSummary]) -> WeekSummary:
    """All weeks as one. There must be a week."""
    counts = {name: sum(getattr(one, name) for one in summaries) for name in ("sampled", *Verdict)}
    return WeekSummary(min(one.week for one in summaries), **counts)


def _summary(week: date, counts: dict[str, int]) -> WeekSummary:
    return WeekSummary(week, sum(counts.values()), **{verdict: counts.get(verdict, 0) for verdict in Verdict})
