"""Answers that wait for a member of staff's look: held by the dialogue, decided at the desk, under the conversation's
lock."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from bot.models.draft import AnswerDraft, DraftState
from bot.services.desk.requests import APPROVAL, request_operator
from knowledge.search import Hit

GONE = "gone"  # the mark of an entry that is not served any more


def mark_hit(hit: Hit | None) -> str:
    """Tells whether an entry says what it said when an answer was made of it."""
    if hit is None:
        return GONE
    return hashlib.sha256("\0".join((hit.title, hit.text, hit.url, hit.language)).encode()).hexdigest()


def hold_draft(session: Session, draft: AnswerDraft, promised_at: datetime) -> datetime:
    """Keep it, and queue its conversation for its department. Returns when the citizen may expect it.

    Asked again while it waits, the same entry has one draft, the newest: who asks twice is answered once.
    """
    conversation_id, now = draft.conversation_id, draft.at
    for waiting in list_drafts(session, conversation_id):
        if (waiting.entry_id, waiting.language) == (draft.entry_id, draft.language):
            session.delete(waiting)
    session.add(draft)
    request = request_operator(session, conversation_id, APPROVAL, now, promised_at, draft.department)
    request.department = request.department or draft.department
    return request.promised_at if request.promised_at and request.promised_at > now else promised_at


def list_drafts(session: Session, conversation_id: int) -> Sequence[AnswerDraft]:
    """Those that wait, oldest first."""
    waiting = AnswerDraft.conversation_id == conversation_id, AnswerDraft.state == DraftState.WAITING
    return session.exec(select(AnswerDraft).where(*waiting).order_by(col(AnswerDraft.id))).all()


def mark_drafts(session: Session, conversation_ids: Collection[int]) -> dict[int, tuple[str, ...]]:
    """Of each conversation in which any wait: another value when others do. What they say is not read."""
    draft = AnswerDraft
    statement = select(draft.conversation_id, draft.id, draft.at).where(
        col(draft.conversation_id).in_(conversation_ids), draft.state == DraftState.WAITING
    )
    found: dict[int, tuple[str, ...]] = {}
    for conversation_id, id, at in session.exec(statement.order_by(col(draft.id))):
        # With its time: SQLite gives an id again that was deleted.
        found[conversation_id] = (*found.get(conversation_id, ()), f"{id} {at.isoformat()}")
    return found


def reopen_for_drafts(session: Session, conversation_id: int, promised_at: datetime, now: datetime) -> None:
    """After a request is over: answers that still wait stand in the queue again, so that none is lost."""
    if waiting := list_drafts(session, conversation_id):
        request_operator(session, conversation_id, APPROVAL, now, promised_at, waiting[0].department)
