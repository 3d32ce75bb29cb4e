"""What waits at the chat desk, for those who may see it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, case, true
from sqlalchemy import select as sa_select
from sqlmodel import Session, col, func, select

from bot.errors import NotFound
from bot.models.conversation import Conversation
from bot.models.desk import OperatorRequest, RequestState
from bot.models.staff import Role, Staff
from bot.models.tracker_event import TrackerEventRow
from bot.services.desk.drafts import mark_drafts
from bot.services.desk.requests import EMERGENCY
from bot.services.staff.principal import WHOLE_CITY, SignedIn


class View(StrEnum):
    WAITING = "waiting"
    MINE = "mine"
    OTHERS = "others"  # a colleague has it
    DONE = "done"


@dataclass(frozen=True)
class Queued:
    """One request. `operator` is the name of who has it; `unseen` counts what the citizen wrote since it was read."""

    request: OperatorRequest
    channel: str
    operator: str
    unseen: int


def list_queue(session: Session, staff: SignedIn, view: View, department: str = "", limit: int = 100) -> list[Queued]:
    """Emergencies first, then who is to be answered first; what is done, newest first."""
    done = view is View.DONE
    order = [col(OperatorRequest.done_at).desc()] if done else _by_urgency()
    statement = (
        select(OperatorRequest, Conversation.channel, Staff.name)
        .join(Conversation, col(Conversation.id) == col(OperatorRequest.conversation_id))
        .join(Staff, col(Staff.id) == col(OperatorRequest.operator_id), isouter=True)
        .where(_in_view(staff, view), _in_reach(staff), _of_department(department))
        .order_by(*order, col(OperatorRequest.id))
        .limit(limit)
    )
    found = list(session.exec(statement))
    unseen = _count_unseen(session, [request for request, _, _ in found if not done])
    return [Queued(request, channel, name or "", unseen.get(request.id or 0, 0)) for request, channel, name in found]


def count_queue(session: Session, staff: SignedIn) -> dict[View, int]:
    """How many there are in each view but that of what is done."""
    views = [view for view in View if view is not View.DONE]
    counts = [session.exec(select(func.count()).where(_in_view(staff, view), _in_reach(staff))).one() for view in views]
    return dict(zip(views, counts, strict=True))


def mark_queue(session: Session, staff: SignedIn) -> str:
    """Another value when something came, went, or is another's by now: one look at an index, for who asks often."""
    is_emergency = case((col(OperatorRequest.reason) == EMERGENCY, 1), else_=0)
    whose = col(OperatorRequest.id) * (func.coalesce(col(OperatorRequest.operator_id), 0) + 1)
    counts = (func.count(), func.sum(OperatorRequest.id), func.sum(whose), func.sum(is_emergency))
    open_ = (RequestState.WAITING, RequestState.CLAIMED)
    statement = sa_select(col(OperatorRequest.state), *counts).where(
        col(OperatorRequest.state).in_(open_), _in_reach(staff)
    )
    found = session.execute(statement.group_by(col(OperatorRequest.state)).order_by(col(OperatorRequest.state)))
    return _shorten([[str(value) for value in row] for row in found])


def mark_request(session: Session, request_id: int) -> str:
    """Another value when it is another's by now, is over, or other answers wait in its conversation."""
    found = session.get(OperatorRequest, request_id)
    if found is None:
        return _shorten(None)
    return _shorten([found.state, found.operator_id, mark_drafts(session, found.conversation_id)])


def _shorten(state: object) -> str:
    """For an address and for the id of an event; the same in each process."""
    return hashlib.sha256(repr(state).encode()).hexdigest()[:16]


def access_request(session: Session, staff: SignedIn, request_id: int) -> OperatorRequest:
    """A request that this operator may see. Raises NotFound for others, as if they were not there."""
    found = session.exec(select(OperatorRequest).where(OperatorRequest.id == request_id, _in_reach(staff))).first()
    if found is None:
        raise NotFound(f"request {request_id}")
    return found


def mark_seen(session: Session, request_id: int, entry_id: int) -> None:
    """Everything up to this entry was on an operator's screen."""
    request = session.get(OperatorRequest, request_id)
    if request is not None:
        request.seen_entry_id = max(request.seen_entry_id, entry_id)


def _in_reach(staff: SignedIn) -> ColumnElement[bool]:
    """The queues of their departments, what stands in none, and what they have themselves."""
    departments = staff.list_departments(Role.OPERATOR)
    if WHOLE_CITY in departments:
        return true()
    own = col(OperatorRequest.department).in_([*departments, ""]) if departments else ~true()
    return own | (col(OperatorRequest.operator_id) == staff.staff_id)


def _in_view(staff: SignedIn, view: View) -> ColumnElement[bool]:
    state, owner = col(OperatorRequest.state), col(OperatorRequest.operator_id)
    match view:
        case View.WAITING:
            return state == RequestState.WAITING
        case View.MINE:
            return (state == RequestState.CLAIMED) & (owner == staff.staff_id)
        case View.OTHERS:
            return (state == RequestState.CLAIMED) & (owner != staff.staff_id)
    return state == RequestState.DONE


def _of_department(department: str) -> ColumnElement[bool]:
    return col(OperatorRequest.department) == department if department else true()


def _by_urgency() -> list[ColumnElement[object]]:
    emergency = case((col(OperatorRequest.reason) == EMERGENCY, 0), else_=1)
    due = func.coalesce(col(OperatorRequest.promised_at), col(OperatorRequest.requested_at))
    return [emergency, due]


def _count_unseen(session: Session, requests: Sequence[OperatorRequest]) -> dict[int, int]:
    ids = [request.id for request in requests]
    statement = (
        select(OperatorRequest.id, func.count())
        .join(TrackerEventRow, col(TrackerEventRow.conversation_id) == col(OperatorRequest.conversation_id))
        .where(
            col(OperatorRequest.id).in_(ids),
            TrackerEventRow.name == "user_uttered",
            col(TrackerEventRow.id) > col(OperatorRequest.seen_entry_id),
        )
        .group_by(col(OperatorRequest.id))
    )
    return {id: count for id, count in session.exec(statement) if id is not None}
