"""Tracker events in the database: read to rebuild the state, added when a turn is over."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from bot.dialogue.tracker import LanguageChosen, SessionStarted, Tracker, TrackerEvent, event_from_json, rebuild
from bot.models.conversation import Conversation
from bot.models.tracker_event import TrackerEventRow

SESSION_TIMEOUT = timedelta(minutes=60)


def load_tracker(session: Session, conversation: Conversation, now: datetime) -> tuple[Tracker, SessionStarted | None]:
    """The state to go on with; with a SessionStarted when a time-out has passed since the last turn.

    A new session keeps the language, what was asked about it, and the operator; it is not begun while an operator has
    the conversation.
    """
    statement = (
        select(TrackerEventRow)
        .where(TrackerEventRow.conversation_id == conversation.id, col(TrackerEventRow.id) >= conversation.session_from)
        .order_by(col(TrackerEventRow.id))
    )
    rows = list(session.exec(statement))
    tracker = rebuild(event_from_json(row.name, row.data) for row in rows)
    is_over = bool(rows) and rows[-1].at <= now - SESSION_TIMEOUT and not tracker.operator_has_it
    return tracker, SessionStarted(tracker.language, languages_asked=tracker.languages_asked) if is_over else None


def find_last_event(session: Session, conversation_id: int) -> int:
    """The id of what was noted last; 0 without anything."""
    own = select(func.max(TrackerEventRow.id)).where(TrackerEventRow.conversation_id == conversation_id)
    return session.exec(own).one() or 0


def add_events(
    session: Session,
    conversation: Conversation,
    events: Iterable[TrackerEvent],
    now: datetime,
    inbox_id: int | None = None,
) -> None:
    """Append to the log, in order."""
    assert conversation.id is not None
    for event in events:
        row = TrackerEventRow(
            conversation_id=conversation.id, inbox_id=inbox_id, name=event.name, data=event.to_json(), at=now
        )
        session.add(row)
        session.flush()  # one by one, so that ids rise in the order of the events
        if isinstance(event, SessionStarted):
            assert row.id is not None
            conversation.session_from = row.id
        if isinstance(event, SessionStarted | LanguageChosen) and event.language:
            conversation.language = event.language
