"""Who takes part in a lecture, as staff see it: names for whoever says why, and who came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from bot.models.arrivals import Way
from bot.models.forms import FormEntry
from bot.services.audit import Action, Actor, Purpose, record
from bot.services.reservations.arriving import Verdict, check_in, miss
from bot.services.reservations.taking import TooLate
from handlers.lectures.models import Application
from handlers.lectures.service.standing import Loaded, Standing, load

OBJECT = "lecture_application"
ON_LIST = (Standing.RESERVED, Standing.ATTENDED, Standing.MISSED)


class LectureAction(Action):
    VIEWED = "lecture.viewed"  # name and telephone number of one who takes part
    ATTENDED = "lecture.attended"
    MISSED = "lecture.missed"
    DRAWN = "lecture.drawn"
    ENTERED = "lecture.entered"
    CHANGED = "lecture.changed"
    IMPORTED = "lecture.imported"
    CANCELLED = "lecture.cancelled"


@dataclass(frozen=True)
class Person:
    """One application, with what its form says where that may be seen."""

    found: Loaded
    answers: dict[str, str]


def list_applications(session: Session, lecture_id: int, now: datetime) -> list[Loaded]:
    """All whose form was sent, or who wait, by hall and number; what is cancelled is not among them."""
    own = select(Application).where(Application.lecture_id == lecture_id)
    found = [
        load(session, one, now) for one in session.exec(own.order_by(col(Application.hall_id), col(Application.id)))
    ]
    return [one for one in found if one.standing not in (Standing.CANCELLED, Standing.LAPSED, Standing.DRAFT)]


def look(session: Session, found: Sequence[Loaded], actor: Actor, now: datetime) -> list[Person]:
    """Those who take part, by name; an entry in the audit log for each. To be called last in its transaction."""
    persons = []
    for one in found:
        entry = session.get(FormEntry, one.application.entry_id) if one.application.entry_id else None
        answers = dict(entry.content) if entry is not None and one.standing in ON_LIST else {}
        persons.append(Person(one, answers))
    for person in persons:
        if person.answers:
            _note(session, actor, LectureAction.VIEWED, person.found.application, now, sorted(person.answers))
    return persons


def mark(session: Session, application: Application, actor: Actor, now: datetime, *, came: bool) -> None:
    """Whether they came. Raises TooLate when that is noted already, or they have no place."""
    found = load(session, application, now)
    reservation_id = (found.reservation.id or 0) if found.reservation else 0
    if not came:
        miss(session, reservation_id, now)
    elif check_in(session, reservation_id, Way.HAND, now).verdict != Verdict.CHECKED_IN:
        raise TooLate(found.standing)
    _note(session, actor, LectureAction.ATTENDED if came else LectureAction.MISSED, application, now)


def _note(
    session: Session,
    actor: Actor,
    action: LectureAction,
    application: Application,
    now: datetime,
    fields: Sequence[str] = (),
) -> None:
    record(
        session,
        actor,
        action,
        object_kind=OBJECT,
        object_id=str(application.id),
        conversation_id=application.conversation_id,
        purpose=Purpose.APPLICATION,
        fields=fields,
        now=now,
    )
