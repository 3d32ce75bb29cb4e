"""Who may read what: a member the cases of their disciplines, who leads all. For any other case one says why, which is
recorded and shown to who wrote it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from bot.db import insert_if_new
from bot.models.staff import Role
from bot.services.audit import Action, Actor, Purpose, record
from bot.services.audit.reading import Filter, count_entries
from bot.services.staff.principal import WHOLE_CITY, SignedIn
from handlers.child_consultation.models import ChildAssignment, ChildCase, ChildLook, ChildNote
from handlers.child_consultation.service.catalogue import SERVICE, Catalogue

LOOK_LIVES = timedelta(minutes=30)
SEEN_AGAIN = timedelta(minutes=10)  # a page that is opened again within is the same look
CASE = "child_case"


class CaseAction(Action):
    VIEWED = "child_case.viewed"
    ANSWERED = "child_case.answered"
    TAKEN = "child_case.taken"  # an alarm
    LEVEL = "child_case.level"
    ASSIGNED = "child_case.assigned"
    RELEASED = "child_case.released"
    WATCH = "child_case.watch"
    NOTED = "child_case.noted"
    LINKED = "child_case.linked"
    MEETING = "child_case.meeting"
    REFERRED = "child_case.referred"
    REFERRAL = "child_case.referral"  # the other department accepted or answered
    LINK_GIVEN = "child_case.link_given"
    CLOSED = "child_case.closed"
    HANDED_OVER = "child_case.handed_over"  # the list for the night was opened


@dataclass(frozen=True)
class Reader:
    """A member, as far as cases go. `departments` are those for which they work on this service."""

    staff_id: int
    disciplines: frozenset[str]
    is_lead: bool
    is_centre: bool
    departments: frozenset[str]


def make_reader(staff: SignedIn, catalogue: Catalogue) -> Reader:
    grants = [one for one in staff.grants if one.role == Role.SERVICE and one.service == SERVICE]
    departments = frozenset(one.department for one in grants) if staff.awaits is None else frozenset[str]()
    is_centre = bool(departments & {WHOLE_CITY, catalogue.department, *catalogue.list_departments()})
    disciplines = catalogue.list_disciplines(staff.login, departments) if is_centre else frozenset[str]()
    return Reader(staff.staff_id, disciplines, is_centre and staff.login in catalogue.leads, is_centre, departments)


def list_assigned(session: Session, case_id: int) -> list[str]:
    """The disciplines that work on it, the first one first."""
    own = select(ChildAssignment.discipline).where(ChildAssignment.case_id == case_id)
    return list(session.exec(own.order_by(col(ChildAssignment.id))))


def may_open(session: Session, reader: Reader, case: ChildCase, now: datetime) -> bool:
    """Without saying why, or since they have said it."""
    if not reader.is_centre:
        return False
    return reader.is_lead or is_assigned(session, reader, case) or _has_look(session, reader, case, now)


def is_assigned(session: Session, reader: Reader, case: ChildCase) -> bool:
    return bool(reader.disciplines & set(list_assigned(session, case.id or 0)))


def may_read_note(reader: Reader, note: ChildNote) -> bool:
    """Its author, the disciplines that it names, and those who lead."""
    return reader.is_lead or note.staff_id == reader.staff_id or bool(reader.disciplines & set(note.readers))


def is_for_all(note: ChildNote, assigned: Collection[str]) -> bool:
    """Whether every discipline that works on the case may read it."""
    return bool(assigned) and set(assigned) <= set(note.readers)


def look_for_reason(
    session: Session, reader: Reader, case: ChildCase, actor: Actor, purpose: Purpose, reason: str, now: datetime
) -> None:
    """For half an hour. To be called last in its transaction."""
    values = {"case_id": case.id, "staff_id": reader.staff_id, "until": now + LOOK_LIVES}
    if insert_if_new(session, ChildLook, values) is None:
        own = (ChildLook.case_id == case.id, ChildLook.staff_id == reader.staff_id)
        found = session.exec(select(ChildLook).where(*own)).one()
        found.until = now + LOOK_LIVES
        session.add(found)
    note(session, actor, CaseAction.VIEWED, case, now, purpose=purpose, reason=reason, fields=("thread",))


def note_view(session: Session, actor: Actor, case: ChildCase, now: datetime) -> None:
    """That it was opened, once in ten minutes. To be called last in its transaction."""
    same = Filter(
        since=now - SEEN_AGAIN,
        actor=actor.id,
        action=CaseAction.VIEWED,
        object_kind=CASE,
        object_id=case.number,
    )
    if not count_entries(session, same):
        note(session, actor, CaseAction.VIEWED, case, now, fields=("thread",))


def note(
    session: Session,
    actor: Actor,
    action: CaseAction,
    case: ChildCase,
    now: datetime,
    *,
    purpose: Purpose = Purpose.ANSWER,
    reason: str = "",
    fields: Collection[str] = (),
    old: Any = None,
    new: Any = None,
) -> None:
    """An entry without the conversation, so that LINE says nothing of it; the page shows it by the case's number."""
    record(
        session,
        actor,
        action,
        object_kind=CASE,
        object_id=case.number,
        purpose=purpose,
        reason=reason,
        fields=tuple(fields),
        old=old,
        new=new,
        now=now,
    )


def _has_look(session: Session, reader: Reader, case: ChildCase, now: datetime) -> bool:
    own = (ChildLook.case_id == case.id, ChildLook.staff_id == reader.staff_id, col(ChildLook.until) > now)
    return session.exec(select(ChildLook.id).where(*own)).first() is not None
