"""What is due for somebody in the records, by the rules that the city has confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session

from handlers.health_records.schedule.computing import compute
from handlers.health_records.schedule.plan import Plan
from handlers.health_records.schedule.rules import Rule
from handlers.health_records.schedule.telling import Line, list_lines
from handlers.health_records.service.reading import read_history
from handlers.health_records.service.reviewing import list_confirmed


def list_due(session: Session, person_id: int, on: date) -> list[Line]:
    """The most urgent first; nothing as long as no rule is confirmed. Raises NoResultFound for nobody."""
    plan, rules = make_plan(session, person_id, on)
    return list_lines(plan, rules)


def make_plan(session: Session, person_id: int, on: date) -> tuple[Plan, Sequence[Rule]]:
    """With the rules that it was computed by. Raises NoResultFound for nobody."""
    rules = list_confirmed(session)
    return compute(read_history(session, person_id), on, rules), rules
