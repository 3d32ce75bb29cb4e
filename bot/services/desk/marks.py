"""Marks of what the desk shows: another value when something changed. Open streams ask often, so looks are shared."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlmodel import Session, col

from bot.models.desk import OperatorRequest, RequestState
from bot.models.staff import Role
from bot.models.tracker_event import TrackerEventRow
from bot.services.desk.drafts import mark_drafts
from bot.services.staff.principal import WHOLE_CITY, SignedIn

OPEN = (RequestState.WAITING, RequestState.CLAIMED)


@dataclass(frozen=True)
class OpenRequest:
    """Where it stands, and in `words` all else that the queue shows of it."""

    department: str
    operator_id: int | None
    words: str


def list_open(session: Session) -> Sequence[OpenRequest]:
    """All that wait or are with somebody, whoever may see them."""
    request = OperatorRequest
    shown = (request.id, request.state, request.reason, request.promised_at, request.apologised_at)
    columns = [col(column) for column in (request.department, request.operator_id, *shown)]
    found = session.execute(select(*columns).where(col(request.state).in_(OPEN)).order_by(col(request.id)))
    return [OpenRequest(department, operator_id, repr(rest)) for department, operator_id, *rest in found]


def mark_queue(requests: Sequence[OpenRequest], staff: SignedIn) -> str:
    """Another value when something came or went within the member's reach, or is not as it was."""
    departments = staff.list_departments(Role.OPERATOR)
    is_everywhere = WHOLE_CITY in departments
    own = {*departments, ""} if departments else set()
    mine = staff.staff_id
    return _shorten(
        f"{one.department} {one.operator_id} {one.words}"
        for one in requests
        if is_everywhere or one.department in own or one.operator_id == mine
    )


def mark_request(session: Session, request_id: int) -> str:
    """Another value when it is another's by now, is over, or other answers wait in its conversation."""
    found = session.get(OperatorRequest, request_id)
    if found is None:
        return _shorten(())
    drafts = mark_drafts(session, [found.conversation_id])
    return _shorten((found.state, str(found.operator_id), *drafts.get(found.conversation_id, ())))


def mark_news(session: Session, request_ids: Collection[int]) -> dict[int, str]:
    """Of each request: another value when something may have happened in it, so that its stream looks."""
    request, event = OperatorRequest, TrackerEventRow
    own = col(event.conversation_id) == col(request.conversation_id)
    columns = [col(column) for column in (request.id, request.conversation_id, request.state, request.operator_id)]
    statement = select(*columns, select(func.max(event.id)).where(own).scalar_subquery())
    found = session.execute(statement.where(col(request.id).in_(request_ids))).all()
    drafts = mark_drafts(session, [conversation_id for _, conversation_id, *_ in found])
    return {id: repr((state, owner, entry, drafts.get(talk))) for id, talk, state, owner, entry in found if id}


def _shorten(words: Iterable[str]) -> str:
    """For an address and for the id of an event; the same in each process."""
    return hashlib.sha256("\0".join(words).encode()).hexdigest()[:16]
