"""What a group does: asks, replies, cancels, looks how it stands."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, select

from bot.errors import Refused
from bot.models.forms import FormEntry
from handlers.outreach.models import LIVING, OPEN, OutreachRequest, RequestState


def request_lecture(session: Session, entry: FormEntry, topic: str, language: str, now: datetime) -> OutreachRequest:
    """The form came; again and it is the same request."""
    own = select(OutreachRequest).where(OutreachRequest.entry_id == entry.id)
    if (found := session.exec(own).first()) is not None:
        return found
    request = OutreachRequest(
        number=entry.number,
        conversation_id=entry.conversation_id,
        entry_id=entry.id,
        topic=topic,
        language=language,
        made_at=now,
        changed_at=now,
    )
    session.add(request)
    session.flush()
    return request


def reply(session: Session, request: OutreachRequest, entry: FormEntry, now: datetime) -> None:
    """What staff asked back is answered. Raises Refused when nothing is asked any more."""
    lock(session, request)
    if request.state != RequestState.ASKED:
        raise Refused(f"{request.number} is {request.state}")
    request.state, request.reply_id, request.changed_at = RequestState.REQUESTED, entry.id, now
    session.add(request)
    session.flush()


def cancel(session: Session, request: OutreachRequest, now: datetime) -> None:
    """Raises Refused when it is over."""
    lock(session, request)
    if not is_living(request, now):
        raise Refused(f"{request.number} is {request.state}")
    request.state, request.changed_at = RequestState.CANCELLED, now
    session.add(request)
    session.flush()


def is_living(request: OutreachRequest, now: datetime) -> bool:
    """Whether it is still to be scheduled, or to be held."""
    return request.state in LIVING and (request.starts_at is None or request.starts_at > now)


def find_own(session: Session, conversation_id: int, id: int) -> OutreachRequest | None:
    found = session.get(OutreachRequest, id)
    return found if found is not None and found.conversation_id == conversation_id else None


def list_own(session: Session, conversation_id: int, most: int) -> list[OutreachRequest]:
    """The newest first."""
    own = select(OutreachRequest).where(OutreachRequest.conversation_id == conversation_id)
    return list(session.exec(own.order_by(col(OutreachRequest.id).desc()).limit(most)))


def count_open(session: Session, conversation_id: int) -> int:
    own = (col(OutreachRequest.conversation_id) == conversation_id) & col(OutreachRequest.state).in_(OPEN)
    return int(session.exec(select(func.count()).select_from(OutreachRequest).where(own)).one())


def lock(session: Session, request: OutreachRequest) -> None:
    """The request as it is now, until the transaction ends."""
    own: Any = select(OutreachRequest).where(OutreachRequest.id == request.id).with_for_update()
    session.exec(own, execution_options={"populate_existing": True}).one()
