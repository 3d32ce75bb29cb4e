"""What the centre does with a case: the queue, level, disciplines, what to watch tonight, closing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, delete
from sqlalchemy import case as sql_case
from sqlmodel import Session, col, select

from bot.db import insert_if_new
from bot.errors import Refused
from bot.opening_hours import OpeningHours
from bot.services.audit import Actor
from handlers.child_consultation.levels import Level
from handlers.child_consultation.models import OPEN, CaseState, ChildAssignment, ChildCase
from handlers.child_consultation.service.alarms import end_alarm, is_alarm, make_alarm_condition
from handlers.child_consultation.service.catalogue import Catalogue, find_due
from handlers.child_consultation.service.opening import set_level
from handlers.child_consultation.service.rights import CaseAction, list_assigned, note

SHORTEST_REASON = 4
MOST = 300


class View:
    """Which cases a list shows."""

    OPEN, UNUSED, CLOSED = "open", "unused", "closed"
    ALL = (OPEN, UNUSED, CLOSED)


def list_queue(session: Session, view: str) -> list[ChildCase]:
    """Alarms of which nobody was reached before all; who waits for somebody before who was answered; the most urgent
    first, among them who was to be answered first. What is closed, the newest first."""
    wanted = select(ChildCase).where(_is_in(view)).limit(MOST)
    if view == View.CLOSED:
        return list(session.exec(wanted.order_by(col(ChildCase.closed_at).desc())))
    weight = sql_case({str(one): one.weight for one in Level}, value=col(ChildCase.level))
    is_reached = col(ChildCase.unreached_at).is_(None)
    is_quiet = (col(ChildCase.state) == CaseState.ANSWERED) & ~make_alarm_condition()
    order = (is_reached, is_quiet, weight.desc(), col(ChildCase.due_at), col(ChildCase.id))
    return list(session.exec(wanted.order_by(*order)))


def list_disciplines_of(session: Session, cases: Sequence[ChildCase]) -> dict[int, list[str]]:
    """By the id of the case."""
    ids = [one.id for one in cases]
    rows = session.exec(select(ChildAssignment).where(col(ChildAssignment.case_id).in_(ids)))
    found: dict[int, list[str]] = {}
    for row in sorted(rows, key=lambda one: one.id or 0):
        found.setdefault(row.case_id, []).append(row.discipline)
    return found


def is_waiting(case: ChildCase) -> bool:
    """For somebody of the centre. So does an alarm on whose page nothing was written, until somebody has answered or
    closed it: to have taken it is not to have reached anybody."""
    is_unwritten = case.state == CaseState.NEW and case.alarmed_at is not None
    return case.state == CaseState.WAITING or is_unwritten or is_alarm(case)


def change_level(
    session: Session,
    case: ChildCase,
    level: Level,
    reason: str,
    actor: Actor,
    catalogue: Catalogue,
    hours: OpeningHours,
    now: datetime,
) -> None:
    """Raised by anybody who may read it; lowered with a reason alone. Raises Refused."""
    old = Level(case.level)
    if level == old:
        return
    if level.weight < old.weight and len(reason.strip()) < SHORTEST_REASON:
        raise Refused("it is lowered with a reason")
    set_level(case, level, "staff", find_due(catalogue, level, hours, now), now)
    case.changed_at = now
    session.add(case)
    note(session, actor, CaseAction.LEVEL, case, now, reason=reason.strip(), old={"level": old}, new={"level": level})


def assign(session: Session, case: ChildCase, discipline: str, actor: Actor, now: datetime) -> None:
    """Once is enough."""
    values = {"case_id": case.id, "discipline": discipline, "at": now}
    if insert_if_new(session, ChildAssignment, values) is not None:
        note(session, actor, CaseAction.ASSIGNED, case, now, new={"discipline": discipline})


def release(session: Session, case: ChildCase, discipline: str, actor: Actor, now: datetime) -> None:
    """Raises Refused for the last one: a case that is open has somebody."""
    assigned = list_assigned(session, case.id or 0)
    if discipline not in assigned:
        return
    if len(assigned) == 1 and case.state in OPEN:
        raise Refused("an open case keeps one discipline")
    own = (col(ChildAssignment.case_id) == case.id) & (col(ChildAssignment.discipline) == discipline)
    session.execute(delete(ChildAssignment).where(own))
    note(session, actor, CaseAction.RELEASED, case, now, old={"discipline": discipline})


def watch(session: Session, case: ChildCase, words: str, actor: Actor, now: datetime) -> None:
    """What who has the night is told."""
    case.watch, case.changed_at = words, now
    session.add(case)
    note(session, actor, CaseAction.WATCH, case, now)


def close(session: Session, case: ChildCase, reason: str, catalogue: Catalogue, actor: Actor, now: datetime) -> None:
    """With one of the city's reasons. Raises Refused. The next message opens it again."""
    if reason not in {one.id for one in catalogue.reasons}:
        raise Refused("there is no such reason")
    case.state, case.closed_at, case.closing_reason = CaseState.CLOSED, now, reason
    case.watch, case.changed_at = "", now
    end_alarm(case)
    session.add(case)
    note(session, actor, CaseAction.CLOSED, case, now, new={"reason": reason})


def _is_in(view: str) -> ColumnElement[bool]:
    is_alarm = col(ChildCase.alarmed_at).is_not(None)
    if view == View.CLOSED:
        return (col(ChildCase.state) == CaseState.CLOSED) & col(ChildCase.emptied_at).is_(None)
    if view == View.UNUSED:
        return (col(ChildCase.state) == CaseState.NEW) & ~is_alarm
    answered = col(ChildCase.state).in_((CaseState.WAITING, CaseState.ANSWERED))
    return answered | ((col(ChildCase.state) == CaseState.NEW) & is_alarm)
