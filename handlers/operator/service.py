"""Queues conversations for operators."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, select

from handlers.operator.models import OperatorRequest, RequestState

EMERGENCY = "emergency"


def request_operator(session: Session, conversation_id: int, reason: str, now: datetime) -> OperatorRequest:
    """Queue the conversation; one that waits already keeps its place."""
    waiting = find_open_request(session, conversation_id)
    if waiting is not None:
        return waiting
    request = OperatorRequest(conversation_id=conversation_id, reason=reason, requested_at=now)
    session.add(request)
    session.flush()
    return request


def mark_emergency(session: Session, conversation_id: int, now: datetime) -> None:
    """Queue the conversation as an emergency, also one that waits or is claimed; who talks with the citizen stays."""
    request_operator(session, conversation_id, EMERGENCY, now).reason = EMERGENCY


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
        request.state, request.done_at, request.done_by = RequestState.DONE, now, by
