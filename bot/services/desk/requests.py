"""Requests for a person: made by the dialogue, taken and closed by operators, under the conversation's lock."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import Session, select

from bot.city import City
from bot.models.desk import OperatorRequest, RequestState

EMERGENCY = "emergency"
APPROVAL = "approval"  # for answers that staff look at first; the bot keeps the conversation
QUEUE = "desk"  # the bell's topic: rings when the queue has changed
_CHANGED = "desk queue"  # in a session's `info`


def request_operator(
    session: Session,
    conversation_id: int,
    reason: str,
    now: datetime,
    promised_at: datetime | None = None,
    department: str = "",
) -> OperatorRequest:
    """Queue the conversation; one that waits already keeps its place, and an earlier promise stands."""
    note_change(session)
    waiting = find_open_request(session, conversation_id)
    if waiting is not None:
        if waiting.reason == APPROVAL:
            waiting.reason = reason  # more than a look is asked for
        waiting.promised_at = waiting.promised_at or promised_at
        return waiting
    request = OperatorRequest(
        conversation_id=conversation_id,
        reason=reason,
        department=department,
        requested_at=now,
        promised_at=promised_at,
    )
    session.add(request)
    session.flush()
    return request


def mark_emergency(session: Session, conversation_id: int, now: datetime) -> None:
    """Queue the conversation as an emergency, also one that waits or is claimed; who talks with the citizen stays."""
    request_operator(session, conversation_id, EMERGENCY, now).reason = EMERGENCY


def note_change(session: Session) -> None:
    """The queue is not what it was."""
    session.info[_CHANGED] = True


def has_changed_queue(session: Session) -> bool:
    """Whether a request was made, changed or closed in it by these functions: who commits it then rings `QUEUE`."""
    return _CHANGED in session.info


def find_open_request(session: Session, conversation_id: int) -> OperatorRequest | None:
    """The request of this conversation that is waiting or claimed."""
    statement = select(OperatorRequest).where(
        OperatorRequest.conversation_id == conversation_id, OperatorRequest.state != RequestState.DONE
    )
    return session.exec(statement).first()


def close_request(session: Session, conversation_id: int, by: str, now: datetime) -> None:
    """The conversation is the bot's again; leaves quietly when it was already."""
    request = find_open_request(session, conversation_id)
    if request is not None:
        note_change(session)
        request.state, request.done_at, request.done_by = RequestState.DONE, now, by


def promise(city: City, now: datetime) -> datetime:
    """When a citizen who asks now is to be answered: so many minutes of opening hours from here.

    Where there is no opening in sight, the minutes count from now.
    """
    within = timedelta(minutes=city.answer_within_minutes)
    hours = city.opening_hours
    if hours.is_open(now) and hours.is_open(now + within):
        return now + within
    opening = hours.find_next_opening(now)
    return (opening or now) + within
