"""An alarm: a case for which somebody must be found now. It begins with what is judged, and ends when one takes it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import col

from handlers.child_consultation.models import OPEN, ChildCase


def is_alarm(case: ChildCase) -> bool:
    """Whether nobody has taken it."""
    return case.alarmed_at is not None and case.taken_at is None and case.state in OPEN


def make_alarm_condition() -> ColumnElement[bool]:
    """The same in the database."""
    is_open = col(ChildCase.state).in_(OPEN)
    return col(ChildCase.alarmed_at).is_not(None) & col(ChildCase.taken_at).is_(None) & is_open


def raise_alarm(case: ChildCase, now: datetime) -> None:
    """The duty telephone is called, whoever had an earlier alarm of the case."""
    case.alarmed_at = case.call_at = now
    case.calls, case.unreached_at = 0, None
    case.taken_by = case.taken_at = None


def end_alarm(case: ChildCase) -> None:
    """Nobody is called any more; who had it stays known."""
    case.alarmed_at = case.call_at = case.unreached_at = None


def take_alarm(case: ChildCase, staff_id: int | None, now: datetime) -> None:
    """Somebody has it. Since when it was one, and how often was called, stays known."""
    case.taken_by, case.taken_at, case.changed_at = staff_id, now, now
    case.call_at = case.unreached_at = None
