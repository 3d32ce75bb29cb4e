"""What disciplines share: notes for who needs to know, cases of one family, meetings, other departments' help."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from bot.db import insert_if_new
from bot.errors import Refused
from bot.services.audit import Actor
from handlers.child_consultation.models import (
    ChildCase,
    ChildMeeting,
    ChildNote,
    ChildReferral,
    ChildSibling,
    ReferralState,
)
from handlers.child_consultation.service.rights import CaseAction, note

MOST = 100


@dataclass(frozen=True)
class Meeting:
    starts_at: datetime
    minutes: int
    place: str
    members: str


def write_note(
    session: Session, case: ChildCase, words: str, readers: Collection[str], staff_id: int, actor: Actor, now: datetime
) -> None:
    """For the disciplines that are named."""
    session.add(ChildNote(case_id=case.id or 0, staff_id=staff_id, readers=sorted(readers), words=words, at=now))
    note(session, actor, CaseAction.NOTED, case, now, new={"readers": sorted(readers)})


def list_notes(session: Session, case_id: int) -> list[ChildNote]:
    return list(session.exec(select(ChildNote).where(ChildNote.case_id == case_id).order_by(col(ChildNote.id))))


def link_siblings(session: Session, case: ChildCase, number: str, actor: Actor, now: datetime) -> None:
    """Both ways. Raises Refused for a number that is nobody's, or its own."""
    other = session.exec(select(ChildCase).where(ChildCase.number == number.strip().upper())).first()
    if other is None or other.id == case.id or other.id is None or case.id is None:
        raise Refused("there is no such case")
    lower, higher = sorted((case.id, other.id))
    if insert_if_new(session, ChildSibling, {"lower_id": lower, "higher_id": higher, "at": now}) is not None:
        note(session, actor, CaseAction.LINKED, case, now, new={"case": other.number})


def list_siblings(session: Session, case_id: int) -> list[ChildCase]:
    """The cases that are linked with it."""
    either = (col(ChildSibling.lower_id) == case_id) | (col(ChildSibling.higher_id) == case_id)
    pairs = session.exec(select(ChildSibling).where(either)).all()
    ids = {one.lower_id + one.higher_id - case_id for one in pairs}
    return list(session.exec(select(ChildCase).where(col(ChildCase.id).in_(ids)).order_by(col(ChildCase.id))))


def plan_meeting(session: Session, case: ChildCase, planned: Meeting, actor: Actor, now: datetime) -> ChildMeeting:
    meeting = ChildMeeting(
        case_id=case.id or 0,
        starts_at=planned.starts_at,
        minutes=planned.minutes,
        place=planned.place,
        members=planned.members,
        decisions="",
        made_at=now,
        changed_at=now,
    )
    session.add(meeting)
    session.flush()
    note(session, actor, CaseAction.MEETING, case, now, new={"starts_at": planned.starts_at.isoformat()})
    return meeting


def decide(session: Session, case: ChildCase, meeting: ChildMeeting, words: str, actor: Actor, now: datetime) -> None:
    """What the meeting has decided."""
    meeting.decisions, meeting.changed_at = words, now
    session.add(meeting)
    note(session, actor, CaseAction.MEETING, case, now, fields=("decisions",))


def list_meetings(session: Session, case_id: int) -> list[ChildMeeting]:
    own = select(ChildMeeting).where(ChildMeeting.case_id == case_id)
    return list(session.exec(own.order_by(col(ChildMeeting.starts_at))))


def refer(
    session: Session, case: ChildCase, department: str, asked: str, until: date, actor: Actor, now: datetime
) -> None:
    """Another department sees what is asked here, and nothing else of the case."""
    referral = ChildReferral(
        case_id=case.id or 0, department=department, asked=asked, until=until, made_at=now, changed_at=now
    )
    session.add(referral)
    note(session, actor, CaseAction.REFERRED, case, now, new={"department": department, "until": until.isoformat()})


def list_referrals(session: Session, case_id: int) -> list[ChildReferral]:
    own = select(ChildReferral).where(ChildReferral.case_id == case_id)
    return list(session.exec(own.order_by(col(ChildReferral.id))))


def list_referred(session: Session, departments: Collection[str]) -> list[ChildReferral]:
    """To these departments: what waits first, by the day until which it is wanted."""
    own = select(ChildReferral).where(col(ChildReferral.department).in_(departments))
    is_over = col(ChildReferral.state) == ReferralState.RETURNED
    return list(session.exec(own.order_by(is_over, col(ChildReferral.until), col(ChildReferral.id)).limit(MOST)))


def answer_referral(
    session: Session, referral: ChildReferral, state: ReferralState, words: str, actor: Actor, now: datetime
) -> None:
    """Accepted, or back with what came of it. Raises Refused when it is back already."""
    if referral.state == ReferralState.RETURNED:
        raise Refused("it is back already")
    referral.state, referral.answer, referral.changed_at = state, words or referral.answer, now
    session.add(referral)
    case = session.get_one(ChildCase, referral.case_id)
    case.changed_at = now
    session.add(case)
    new = {"department": referral.department, "state": state}
    note(session, actor, CaseAction.REFERRAL, case, now, new=new)
