"""Open tasks and evidence as staff read them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlmodel import col, select

from bot.db import Database
from bot.errors import NotFound
from knowledge.living.models import KnowledgeEvidence, KnowledgeTask
from knowledge.models import KnowledgeEntry


@dataclass(frozen=True)
class OpenTask:
    """`difference` is as `list_differences` gives it; `facts` are those of the answer that are lost or contradicted."""

    id: int
    kind: str
    faq_id: str
    question: str
    answer: str
    state: str
    department: str
    subject: str
    url: str
    before: str
    after: str
    difference: list[dict[str, str]]
    facts: list[dict[str, str]]
    opened_at: datetime
    updated_at: datetime

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "opened_at": self.opened_at.isoformat(), "updated_at": self.updated_at.isoformat()}


@dataclass(frozen=True)
class HeldPassage:
    """A passage an answer rests on, as it was when it was linked or confirmed."""

    id: int
    status: str
    url: str
    heading: str
    text: str
    similarity: float
    linked_at: datetime

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "linked_at": self.linked_at.isoformat()}


def list_open_tasks(database: Database, department: str = "") -> list[OpenTask]:
    """The oldest first; those of one department, or all."""
    with database.read() as session:
        statement = (
            select(KnowledgeTask, KnowledgeEntry)
            .join(KnowledgeEntry, col(KnowledgeEntry.id) == KnowledgeTask.entry_id)
            .where(col(KnowledgeTask.closed_at).is_(None))
            .order_by(col(KnowledgeTask.opened_at), col(KnowledgeTask.id))
        )
        if department:
            statement = statement.where(KnowledgeTask.department == department)
        return [_open_task(task, entry) for task, entry in session.exec(statement)]


def list_held_passages(database: Database, external_id: str) -> list[HeldPassage]:
    """What an FAQ rests on, rejected passages among it. Raises NotFound."""
    with database.read() as session:
        entry = session.exec(select(KnowledgeEntry).where(KnowledgeEntry.external_id == external_id)).first()
        if entry is None:
            raise NotFound(f"there is no FAQ with the id {external_id!r}")
        rows = session.exec(
            select(KnowledgeEvidence).where(KnowledgeEvidence.entry_id == entry.id).order_by(col(KnowledgeEvidence.id))
        )
        return [
            HeldPassage(row.id or 0, row.status, row.url, row.heading, row.text, row.similarity, row.linked_at)
            for row in rows
        ]


def _open_task(task: KnowledgeTask, entry: KnowledgeEntry) -> OpenTask:
    return OpenTask(
        id=task.id or 0,  # never 0: it was read from the database
        kind=task.kind,
        faq_id=entry.external_id,
        question=entry.title,
        answer=entry.text,
        state=entry.state,
        department=task.department,
        subject=task.subject,
        url=task.url,
        before=task.before,
        after=task.after,
        difference=task.difference,
        facts=task.facts,
        opened_at=task.opened_at,
        updated_at=task.updated_at,
    )
