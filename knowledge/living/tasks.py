"""What staff have to look at: one open task for an answer and a subject, kept up to date and closed by itself."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select, update

from bot.clock import utc_now
from bot.db import insert_if_new
from knowledge.living.differences import list_differences
from knowledge.living.facts import Fact
from knowledge.living.models import CloseReason, KnowledgeTask, TaskKind

BY_STAFF = (CloseReason.DISMISSED, CloseReason.CONFIRMED)
BATCH = 500


@dataclass(frozen=True)
class NewTask:
    """What a task says; `before` and `after` are what staff compare."""

    entry_id: int
    subject: str
    kind: TaskKind
    department: str
    before: str = ""
    after: str = ""
    url: str = ""
    facts: tuple[Fact, ...] = ()

    @property
    def mark(self) -> str:
        return hashlib.sha256("\x1f".join((self.kind, self.before, self.after)).encode()).hexdigest()[:24]

    @property
    def columns(self) -> dict[str, Any]:
        return {
            "kind": self.kind.value,
            "department": self.department,
            "before": self.before,
            "after": self.after,
            "url": self.url,
            "difference": list_differences(self.before, self.after),
            "facts": [fact.to_json() for fact in self.facts],
            "mark": self.mark,
            "updated_at": utc_now(),
        }


@dataclass(frozen=True)
class TaskCounts:
    opened: int = 0
    updated: int = 0
    closed: int = 0


@dataclass(frozen=True)
class Closing:
    """An open task that is not among the new ones: which are judged, and why they are closed."""

    entry_ids: Collection[int]
    pairs_too: bool = False  # tasks about two answers, which are looked for among all of them
    reasons: dict[int, CloseReason] | None = None  # by entry; else by what the task is about


def write_tasks(session: Session, wanted: Iterable[NewTask], closing: Closing) -> TaskCounts:
    """Open and update what is wanted, close what is judged and no longer so."""
    open_now = {(task.entry_id, task.subject): task for task in list_open(session)}
    dismissed = _list_dismissed(session)
    counts = {"opened": 0, "updated": 0}
    kept: set[tuple[int, str]] = set()
    for new in wanted:
        kept.add((new.entry_id, new.subject))
        outcome = _write(session, new, open_now.get((new.entry_id, new.subject)), dismissed)
        if outcome:
            counts[outcome] += 1
    over = [task for key, task in open_now.items() if key not in kept and _is_judged(task, closing)]
    for task in over:
        close_task(session, task, _reason(task, closing))
    return TaskCounts(closed=len(over), **counts)


def list_open(session: Session) -> Sequence[KnowledgeTask]:
    """Open tasks, the oldest first."""
    return session.exec(
        select(KnowledgeTask).where(col(KnowledgeTask.closed_at).is_(None)).order_by(col(KnowledgeTask.id))
    ).all()


def close_task(session: Session, task: KnowledgeTask, reason: CloseReason) -> None:
    """Close it unless someone was first."""
    is_open = (col(KnowledgeTask.id) == task.id, col(KnowledgeTask.closed_at).is_(None))
    session.exec(update(KnowledgeTask).where(*is_open).values(closed_at=utc_now(), reason=reason.value))


def is_about_pair(task: KnowledgeTask) -> bool:
    return task.kind in (TaskKind.CONTRADICTION, TaskKind.DUPLICATE)


def is_about_expiry(task: KnowledgeTask) -> bool:
    return task.kind in (TaskKind.EXPIRES_SOON, TaskKind.EXPIRED)


def _write(session: Session, new: NewTask, known: KnowledgeTask | None, dismissed: set[tuple[int, str, str]]) -> str:
    if known is not None and known.mark == new.mark:
        return ""
    if known is not None:
        session.exec(update(KnowledgeTask).where(col(KnowledgeTask.id) == known.id).values(**new.columns))
        return "updated"
    if (new.entry_id, new.subject, new.mark) in dismissed:
        return ""
    values = {"entry_id": new.entry_id, "subject": new.subject, "opened_at": utc_now(), "reason": "", **new.columns}
    return "opened" if insert_if_new(session, KnowledgeTask, values) is not None else ""


def _list_dismissed(session: Session) -> set[tuple[int, str, str]]:
    rows = session.exec(
        select(KnowledgeTask.entry_id, KnowledgeTask.subject, KnowledgeTask.mark).where(
            col(KnowledgeTask.reason).in_([CloseReason.DISMISSED.value])
        )
    )
    return set(rows)


def _is_judged(task: KnowledgeTask, closing: Closing) -> bool:
    return closing.pairs_too if is_about_pair(task) else task.entry_id in closing.entry_ids


def _reason(task: KnowledgeTask, closing: Closing) -> CloseReason:
    if is_about_pair(task) or is_about_expiry(task):
        return CloseReason.RESOLVED
    return (closing.reasons or {}).get(task.entry_id, CloseReason.SAME_AGAIN)
