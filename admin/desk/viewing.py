"""Who may look at a conversation, and that they did."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import Session

from bot.models.desk import OperatorRequest, RequestState
from bot.models.staff import Role
from bot.services.audit import Actor, ConversationAction, Purpose, record
from bot.services.audit.reading import Filter, list_entries
from bot.services.staff.principal import WHOLE_CITY, SignedIn

LOOK = timedelta(minutes=15)  # one entry for all that an operator looks at in this time


def make_actor(staff: SignedIn, request: OperatorRequest) -> Actor:
    """The operator, for the department whose request it is, else for one of theirs."""
    own = sorted(staff.list_departments(Role.OPERATOR) - {WHOLE_CITY})
    is_theirs = bool(request.department) and staff.may(Role.OPERATOR, request.department)
    department = request.department if is_theirs else next(iter(own), WHOLE_CITY)
    return staff.act_as(department, Role.OPERATOR)


def is_at_work(staff: SignedIn, request: OperatorRequest) -> bool:
    """Whether to look is part of answering: it waits for somebody, or is theirs. All else needs a reason."""
    waits = request.state == RequestState.WAITING
    return waits or (request.state == RequestState.CLAIMED and request.operator_id == staff.staff_id)


def has_looked(session: Session, staff: SignedIn, request: OperatorRequest, now: datetime) -> bool:
    """Whether an entry says so already, not long ago."""
    wanted = Filter(
        since=now - LOOK,
        actor=str(staff.staff_id),
        action=ConversationAction.VIEWED,
        conversation_id=request.conversation_id,
    )
    return bool(list_entries(session, wanted, size=1).entries)


def note_look(
    session: Session, staff: SignedIn, request: OperatorRequest, purpose: Purpose, reason: str, now: datetime
) -> None:
    """The entry. To be written last in its transaction."""
    record(
        session,
        make_actor(staff, request),
        ConversationAction.VIEWED,
        object_kind="request",
        object_id=str(request.id),
        conversation_id=request.conversation_id,
        purpose=purpose,
        reason=reason,
        fields=("transcript", "notes"),
        now=now,
    )
