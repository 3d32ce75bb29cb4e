"""Keeps what was asked and how it was answered, for ratings and for finding gaps in the knowledge."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlmodel import Session, col, select

from handlers.faq.models import FaqAnswer, Rating
from knowledge.measure.judgements import Asked
from knowledge.search import Band, SearchResult

KEY_BYTES = 12
OFFERED = 4  # the answer and three related ones, or three candidates


def new_key() -> str:
    """A name for an answer that can stand in a button before the row is written."""
    return secrets.token_urlsafe(KEY_BYTES)


def keep_question(
    session: Session, key: str, conversation_id: int, inbox_id: int, found: SearchResult, now: datetime
) -> FaqAnswer:
    """Store a question with what was found; one without anything is a gap at once."""
    ids = [hit.id for hit in found.hits[:OFFERED]]
    row = FaqAnswer(
        key=key,
        conversation_id=conversation_id,
        inbox_id=inbox_id,
        utterance=found.query,
        entry_ids=[] if found.band is Band.DECLINE else ids,
        shown_id=ids[0] if found.band is Band.ANSWER else "",
        band=found.band,
        probability=found.probability,
        is_gap=found.band is Band.DECLINE and not found.elsewhere,
        at=now,
    )
    session.add(row)
    return row


def list_asked(session: Session, since: datetime, until: datetime) -> list[Asked]:
    """What was asked from one moment up to another, and what the counter did; without what was taken back."""
    asked = (col(FaqAnswer.at) >= since) & (col(FaqAnswer.at) < until)
    rows = session.exec(select(FaqAnswer).where(asked).order_by(col(FaqAnswer.id)))
    return [_asked(row) for row in rows if row.utterance]


def _asked(row: FaqAnswer) -> Asked:
    """As it was answered at once: what was looked at later is the citizen's own choice."""
    ids = tuple(row.entry_ids)
    return Asked(row.utterance, row.band, row.probability, ids[0] if row.band == Band.ANSWER else "", ids)


def find_question(session: Session, conversation_id: int, key: str) -> FaqAnswer | None:
    """The question a button belongs to; never another citizen's."""
    statement = select(FaqAnswer).where(FaqAnswer.key == key, FaqAnswer.conversation_id == conversation_id)
    return session.exec(statement).first()


def choose_entry(row: FaqAnswer, entry_id: str) -> None:
    """Another of the hits was looked at; a rating of the one before is about that one no more."""
    if row.shown_id != entry_id:
        row.shown_id, row.rating, row.is_gap = entry_id, "", False


def rate(row: FaqAnswer, rating: Rating) -> None:
    """The citizen's thumb; one that points down marks a gap."""
    row.rating, row.is_gap = rating, rating is Rating.DOWN


def mark_gap(row: FaqAnswer) -> None:
    """None of what was offered was meant."""
    row.is_gap = True
