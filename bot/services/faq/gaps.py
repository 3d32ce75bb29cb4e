"""What citizens asked and got no answer that helped: found, put together by meaning, and decided about."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from bot.models.faq import FaqGapDecision, GapState
from bot.models.staff import Role
from bot.services.faq.access import Doing, NotYours
from bot.services.faq.actions import FaqAction
from handlers.faq.models import FaqAnswer, Rating
from knowledge.generation.masking import mask_personal

MOST = 500  # questions that are put together at once: the newest
MOST_DECIDED = 500  # of one group
_REMEMBERED = 4_000  # questions, 1 MB


@dataclass(frozen=True)
class Gap:
    """One question: `words` have nothing personal in them. `did_not_help`: it got an answer, and a thumb down."""

    id: int
    words: str
    at: datetime
    did_not_help: bool
    state: str = ""  # GapState; empty: nobody decided
    department: str = ""


@dataclass(frozen=True)
class Wanted:
    """`state` is a GapState or empty for what is open: neither drafted, aliased nor dismissed."""

    state: str = ""
    department: str = ""
    days: int = 90


Mask = Callable[[str], str]


class Remembering:
    """Masks what is personal, once in each question: to look for names in 500 takes a quarter of a second. It keeps no
    words but the masked ones. Safe for threads."""

    def __init__(self, mask: Mask = mask_personal) -> None:
        self._mask = mask
        self._masked: dict[bytes, str] = {}

    def __call__(self, words: str) -> str:
        key = hashlib.sha256(words.encode()).digest()
        found = self._masked.get(key)
        if found is None:
            if len(self._masked) >= _REMEMBERED:
                self._masked = {}
            found = self._masked[key] = self._mask(words)
        return found


def list_gaps(session: Session, wanted: Wanted, now: datetime, mask: Mask = mask_personal) -> list[Gap]:
    """The newest first; without what was taken back."""
    conditions: list[ColumnElement[bool]] = [
        col(FaqAnswer.is_gap).is_(True),
        col(FaqAnswer.at) >= now - timedelta(days=wanted.days),
    ]
    state = col(FaqGapDecision.state)
    conditions.append(state == wanted.state if wanted.state else state.is_(None) | (state == GapState.ASSIGNED))
    if wanted.department:
        conditions.append(col(FaqGapDecision.department) == wanted.department)
    statement = (
        select(FaqAnswer, FaqGapDecision)
        .join(FaqGapDecision, col(FaqGapDecision.answer_id) == FaqAnswer.id, isouter=True)
        .where(*conditions)
        .order_by(col(FaqAnswer.at).desc(), col(FaqAnswer.id).desc())
        .limit(MOST)
    )
    return [_make_gap(row, decision, mask) for row, decision in session.exec(statement) if row.utterance]


def get_gaps(session: Session, ids: Sequence[int]) -> list[Gap]:
    """Those of these that there are, the newest first; one that is no gap is not among them."""
    found = select(FaqAnswer).where(col(FaqAnswer.id).in_(list(ids)[:MOST_DECIDED]), col(FaqAnswer.is_gap))
    return [_make_gap(row, None) for row in session.exec(found.order_by(col(FaqAnswer.at).desc())) if row.utterance]


def _make_gap(row: FaqAnswer, decision: FaqGapDecision | None, mask: Mask = mask_personal) -> Gap:
    """Numbers, addresses and names are masked when it comes in; once more here, for what is asked in several steps."""
    words = mask(row.utterance)
    state, department = (decision.state, decision.department) if decision else ("", "")
    return Gap(row.id or 0, words, row.at, row.rating == Rating.DOWN, state, department)


def decide(
    session: Session, doing: Doing, ids: Sequence[int], state: GapState, department: str = "", faq_id: str = ""
) -> int:
    """What staff do about these questions; the number that there are. A later decision replaces an earlier one.

    Raises NotYours for who is neither editor nor approver.
    """
    role = next((role for role in (Role.EDITOR, Role.APPROVER) if doing.staff.may(role)), None)
    if role is None:
        raise NotYours("an editor or approver is needed")
    gaps = get_gaps(session, ids)
    for gap in gaps:
        row = session.exec(select(FaqGapDecision).where(FaqGapDecision.answer_id == gap.id)).first()
        row = row or FaqGapDecision(answer_id=gap.id, state=state, at=doing.now)
        row.state, row.faq_id, row.by_id, row.at = state, faq_id, doing.staff.staff_id, doing.now
        row.department = department or row.department
        session.add(row)
    if gaps:
        new = {"state": state, "count": len(gaps), "department": department, "faq": faq_id}
        doing.record(session, FaqAction.UNANSWERED_DECIDED, role, department, "faq_answer", str(gaps[0].id), new=new)
    return len(gaps)
