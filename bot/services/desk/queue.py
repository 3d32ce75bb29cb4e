"""What waits at the chat desk, for those who may see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, case, true
from sqlmodel import Session, col, func, select

from bot.errors import NotFound
from bot.models.conversation import Conversation
from bot.models.desk import OperatorRequest, RequestState
from bot.models.staff import Role, Staff
from bot.models.tracker_event import TrackerEventRow
from bot.services.desk.requests import EMERGENCY
from bot.services.disaster_mode import find_mode
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
    is_ahead: bool = False  # of those who came before, as it speaks of a disaster


def list_queue(session: Session, staff: SignedIn, view: View, department: str = "", limit: int = 100) -> list[Queued]:
    """Emergencies first, in disaster mode then what speaks of a disaster, then who is to be answered first; what is
    done, newest first.

    What waits is the same for all members of the same departments and language: nobody has it.
    """
    done = view is View.DONE
    in_disaster = not done and find_mode(session) is not None
    order = [col(OperatorRequest.done_at).desc()] if done else _by_urgency(in_disaster=in_disaster)
    reach = _of_departments(staff) if view is View.WAITING else _in_reach(staff)
    statement = (
        select(OperatorRequest, Conversation.channel, Staff.name)
        .join(Conversation, col(Conversation.id) == col(OperatorRequest.conversation_id))
        .join(Staff, col(Staff.id) == col(OperatorRequest.operator_id), isouter=True)
        .where(_in_view(staff, view), reach, _of_department(department))
        .order_by(*order, col(OperatorRequest.id))
        .limit(limit)
    )
    found = list(session.exec(statement))
    unseen = _count_unseen(session, [request for request, _, _ in found if not done])
    return [
        Queued(request, channel, name or "", unseen.get(request.id or 0, 0), in_disaster and request.is_disaster)
        for request, channel, name in found
    ]


def count_queue(session: Session, staff: SignedIn) -> dict[View, int]:
    """How many there are in each view but that of what is done."""
    views = [view for view in View if view is not View.DONE]
    counts = [session.exec(select(func.count()).where(_in_view(staff, view), _in_reach(staff))).one() for view in views]
    return dict(zip(views, counts, strict=True))


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
    return _of_departments(staff) | (col(OperatorRequest.operator_id) == staff.staff_id)


def _of_departments(staff: SignedIn) -> ColumnElement[bool]:
    departments = staff.list_departments(Role.OPERATOR)
    if WHOLE_CITY in departments:
        return true()
    return col(OperatorRequest.department).in_([*departments, ""]) if departments else ~true()


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


def _by_urgency(*, in_disaster: bool) -> list[ColumnElement[object]]:
    emergency = case((col(OperatorRequest.reason) == EMERGENCY, 0), else_=1)
    disaster = [case((col(OperatorRequest.is_disaster), 0), else_=1)] if in_disaster else []
    due = func.coalesce(col(OperatorRequest.promised_at), col(OperatorRequest.requested_at))
    return [emergency, *disaster, due]


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
