"""Answers with a last day."""

from __future__ import annotations

from datetime import date, timedelta

from knowledge.living.models import TaskKind
from knowledge.living.tasks import NewTask
from knowledge.models import EntryState, KnowledgeEntry

SUBJECT = "expiry"
NOTICE = timedelta(days=30)


def is_expired(entry: KnowledgeEntry, today: date) -> bool:
    """On its last day an answer is still served."""
    return entry.expires_on is not None and entry.expires_on < today


def is_waiting(entry: KnowledgeEntry, today: date) -> bool:
    """Its first day has not come."""
    return entry.starts_on is not None and entry.starts_on > today


def find_state(entry: KnowledgeEntry, today: date, state: EntryState) -> EntryState:
    """What its days make of the state that it has else."""
    if is_expired(entry, today):
        return EntryState.EXPIRED
    return EntryState.WAITING if is_waiting(entry, today) else state


def find_expiry_task(entry: KnowledgeEntry, today: date) -> NewTask | None:
    """The task of an answer that has expired or will within 30 days."""
    if entry.expires_on is None or entry.expires_on > today + NOTICE:
        return None
    kind = TaskKind.EXPIRED if is_expired(entry, today) else TaskKind.EXPIRES_SOON
    return NewTask(entry.id or 0, SUBJECT, kind, entry.department, before=entry.expires_on.isoformat(), url=entry.url)
