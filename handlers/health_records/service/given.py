"""Who was given to see somebody's records, and that they do not any more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from bot.clock import TOKYO
from bot.models.audit import ActorKind
from bot.services.audit import Actor, Purpose, record
from handlers.health_records.models import HealthAccess, HealthRequest, Relation, RequestState
from handlers.health_records.service.acts import PERSON, HealthAction
from handlers.health_records.service.askers import find_name


@dataclass(frozen=True)
class Given:
    """`name` is that under which they asked: who their account has proved to be, else its number."""

    access: HealthAccess
    name: str


def list_given(session: Session, person_id: int) -> list[Given]:
    """Those that stand, the oldest first; their own account, too."""
    own = select(HealthAccess).where(HealthAccess.person_id == person_id, col(HealthAccess.ended_at).is_(None))
    found = session.exec(own.order_by(col(HealthAccess.id)))
    return [Given(one, find_name(session, one.account_id)) for one in found]


def find_given(session: Session, person_id: int, access_id: int) -> Given | None:
    return next((one for one in list_given(session, person_id) if one.access.id == access_id), None)


def end_access(session: Session, access_id: int, actor: Actor, reason: str, now: datetime) -> bool:
    """At once; False when somebody was first. Last in a transaction."""
    held = select(HealthAccess).where(HealthAccess.id == access_id).with_for_update()
    access = session.exec(held, execution_options={"populate_existing": True}).one()
    if access.ended_at is not None:
        return False
    access.ended_at = now
    session.add(access)
    record(
        session,
        actor,
        HealthAction.ACCESS_ENDED,
        object_kind=PERSON,
        object_id=str(access.person_id),
        purpose=Purpose.SECURITY if actor.kind == ActorKind.STAFF else "",
        reason=reason,
        new={"ended": access.relation},
        now=now,
    )
    return True


def find_last_day(session: Session, request: HealthRequest, today: date) -> date | None:
    """On which what was approved was over; None as long as it is not, and where a later request took its place."""
    if request.state != RequestState.APPROVED:
        return None
    own = select(HealthAccess).where(HealthAccess.account_id == request.account_id)
    access = session.exec(own.where(HealthAccess.person_id == request.person_id)).first()
    if access is None or access.relation == Relation.SELF or access.since != request.answered_at:
        return None
    if access.ended_at is not None:
        return access.ended_at.astimezone(TOKYO).date()
    return access.until if access.until is not None and access.until < today else None
