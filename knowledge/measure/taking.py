"""Several people judge one sample: each question is on one screen at a time, and judged once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, func, select

from bot.errors import Refused
from knowledge.measure.judgements import judge
from knowledge.measure.models import KnowledgeJudgement, Verdict

KEPT_FOR = timedelta(minutes=10)  # whoever has looked at a question so long without a verdict is gone
UNDONE_WITHIN = timedelta(hours=12)


class Taken(Refused):
    """Somebody else has the question, or has judged it."""


@dataclass(frozen=True)
class Progress:
    """Of one week's sample."""

    week: date
    judged: int
    sampled: int


def take_next(session: Session, by: str, now: datetime) -> tuple[KnowledgeJudgement, bool] | None:
    """The next open question, theirs from now on, and whether it is new to them: not the one they had already.

    The oldest week first; None when nothing is open that nobody else has.
    """
    own, free = col(KnowledgeJudgement.taken_by) == by, col(KnowledgeJudgement.taken_by) == ""
    left = col(KnowledgeJudgement.taken_at) < now - KEPT_FOR
    is_open = (col(KnowledgeJudgement.verdict) == "") & col(KnowledgeJudgement.utterance).is_not(None)
    order = (own.desc(), col(KnowledgeJudgement.week), col(KnowledgeJudgement.number))
    statement = select(KnowledgeJudgement).where(is_open, own | free | left).order_by(*order).limit(1)
    row = session.exec(statement.with_for_update(skip_locked=True)).first()
    if row is None:
        return None
    is_new = row.taken_by != by
    row.taken_by, row.taken_at = by, now
    session.add(row)
    return row, is_new


def judge_taken(session: Session, id: int, verdict: Verdict, by: str, now: datetime) -> KnowledgeJudgement:
    """Raises Taken when it is another's by now; NotFound and ValueError as `judge` does."""
    row = session.get(KnowledgeJudgement, id, with_for_update=True)
    if row is not None and (row.taken_by != by or row.verdict):
        raise Taken("another member has it, or it is judged")
    return judge(session, id, verdict, by, now=now)


def undo_last(session: Session, by: str, now: datetime) -> KnowledgeJudgement | None:
    """Their last verdict is taken back, and the question is the next they get; None where there is none of today."""
    own = (KnowledgeJudgement.judged_by == by, col(KnowledgeJudgement.judged_at) > now - UNDONE_WITHIN)
    order = (col(KnowledgeJudgement.judged_at).desc(), col(KnowledgeJudgement.id).desc())
    row = session.exec(select(KnowledgeJudgement).where(*own).order_by(*order).limit(1).with_for_update()).first()
    if row is None:
        return None
    held = (KnowledgeJudgement.taken_by == by, KnowledgeJudgement.verdict == "")
    for other in session.exec(select(KnowledgeJudgement).where(*held)):
        other.taken_by, other.taken_at = "", None
    row.verdict, row.right_id, row.judged_by, row.judged_at = "", "", "", None
    row.taken_by, row.taken_at = by, now
    return row


def find_progress(session: Session, week: date) -> Progress:
    """How far everybody is together."""
    statement = select(func.count(), func.count(col(KnowledgeJudgement.judged_at)))
    sampled, judged = session.exec(statement.where(KnowledgeJudgement.week == week)).one()
    return Progress(week, judged, sampled)
