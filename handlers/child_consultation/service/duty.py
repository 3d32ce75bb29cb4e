"""Who is woken: an alarm calls the duty telephone until somebody has the case, and one has it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from bot.clients.duty_phone import CallReport, Outcome
from bot.errors import Refused
from bot.models.desk import OperatorRequest, RequestState
from bot.opening_hours import OpeningHours
from bot.services.audit import Actor
from bot.services.desk.requests import mark_emergency
from handlers.child_consultation.levels import Level
from handlers.child_consultation.models import ChildCall, ChildCase, ChildLink
from handlers.child_consultation.service.alarms import is_alarm, make_alarm_condition, take_alarm
from handlers.child_consultation.service.catalogue import Catalogue
from handlers.child_consultation.service.opening import lock
from handlers.child_consultation.service.rights import CaseAction, note

PROVIDER_KEY = "duty telephone"  # what the key that its provider and we sign with is derived for
AT_THE_DESK = Actor("system", "desk")


@dataclass(frozen=True)
class Call:
    """What the telephone is told: nothing of what it is about. `id` is our row of it."""

    id: int
    number: str
    level: Level
    times: int


def list_alarms(session: Session) -> list[int]:
    """The ids of cases that nobody has taken."""
    found = select(ChildCase.id).where(make_alarm_condition()).order_by(col(ChildCase.id))
    return [id for id in session.exec(found) if id is not None]


def claim_call(session: Session, case_id: int, catalogue: Catalogue, hours: OpeningHours, now: datetime) -> Call | None:
    """The call that is to be made now, for whoever is first; None for the others. In the opening hours the centre has
    until the case is due to take it itself."""
    case = heed_desk(session, case_id, now)
    if case is None or not case.call_at or case.call_at > now:
        return None
    session.add(case)
    if hours.is_open(now) and not case.calls and now < case.due_at:
        case.call_at = case.due_at
        return None
    duty = catalogue.duty_phone
    if case.calls >= duty.most_calls:
        _give_up(session, case, now)
        return None
    case.calls, case.call_at = case.calls + 1, now + timedelta(minutes=duty.again_minutes)
    call = ChildCall(case_id=case_id, times=case.calls, at=now)
    session.add(call)
    session.flush()
    return Call(call.id or 0, case.number, Level(case.level), case.calls)


def note_outcome(session: Session, call_id: int, report: CallReport) -> None:
    """Unless the case was deleted while it rang, or the provider has said more of it meanwhile."""
    call = session.get(ChildCall, call_id)
    if call is not None and call.outcome == Outcome.CALLING:
        call.outcome, call.who = report.outcome, report.who
        session.add(call)


def find_call(session: Session, number: str, times: int) -> ChildCall | None:
    """The newest of a case that was its call so many."""
    own = select(ChildCall).join(ChildCase, col(ChildCase.id) == col(ChildCall.case_id))
    same = own.where(ChildCase.number == number, ChildCall.times == times)
    return session.exec(same.order_by(col(ChildCall.id).desc())).first()


def list_calls(session: Session, case_id: int) -> list[ChildCall]:
    """The newest first."""
    own = select(ChildCall).where(ChildCall.case_id == case_id)
    return list(session.exec(own.order_by(col(ChildCall.id).desc())))


def list_heard(session: Session) -> frozenset[int]:
    """The ids of cases that nobody has taken, though a call of their alarm was answered."""
    own = select(ChildCall.case_id).join(ChildCase, col(ChildCase.id) == col(ChildCall.case_id))
    heard = (col(ChildCall.outcome) == Outcome.ANSWERED) & (col(ChildCall.at) >= col(ChildCase.alarmed_at))
    return frozenset(session.exec(own.where(make_alarm_condition(), heard)))


def take(session: Session, case_id: int, staff_id: int | None, actor: Actor, now: datetime) -> ChildCase:
    """Of two who take it at once, one has it. Raises Refused for the other."""
    case = lock(session, case_id)
    if case is None or not is_alarm(case):
        raise Refused("somebody has it")
    settle(session, case, staff_id, actor, now)
    return case


def settle(session: Session, case: ChildCase, staff_id: int | None, actor: Actor, now: datetime) -> None:
    """Whoever works on the case, which is locked, has its alarm too, unless somebody had it before."""
    if is_alarm(case):
        take_alarm(case, staff_id, now)
        session.add(case)
        note(session, actor, CaseAction.TAKEN, case, now, new={"calls": case.calls})


def heed_desk(session: Session, case_id: int, now: datetime) -> ChildCase | None:
    """The case, locked, if nobody has its alarm: not even an operator, who talks with the citizen since."""
    case = lock(session, case_id)
    if case is None or not is_alarm(case):
        return None
    claimed = _find_claimed(session, case)
    if claimed is None:
        return case
    settle(session, case, claimed.operator_id, AT_THE_DESK, claimed.claimed_at or now)
    return None


def _find_claimed(session: Session, case: ChildCase) -> OperatorRequest | None:
    """What an operator has taken of the case's conversation since the alarm."""
    own = select(OperatorRequest).join(
        ChildLink, col(ChildLink.conversation_id) == col(OperatorRequest.conversation_id)
    )
    since = col(OperatorRequest.claimed_at) >= case.alarmed_at
    is_taken = col(OperatorRequest.state) != RequestState.WAITING
    return session.exec(own.where(ChildLink.case_id == case.id, since, is_taken)).first()


def _give_up(session: Session, case: ChildCase, now: datetime) -> None:
    """Nobody was reached: it stands first in the queue, and the conversation among the operators' emergencies anew."""
    case.unreached_at, case.call_at = now, None
    link = session.exec(select(ChildLink).where(ChildLink.case_id == case.id)).first()
    if link is not None:
        mark_emergency(session, link.conversation_id, now)
