"""Findings into the database, in one transaction; what was edited meanwhile is left for the next check."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from sqlmodel import Session, col, delete, select, update

from bot.clock import utc_now
from bot.db import Database, insert_if_new
from knowledge.living.assessment import answer_hash
from knowledge.living.findings import Findings
from knowledge.living.linking import Link
from knowledge.living.models import CloseReason, EvidenceStatus, KnowledgeEvidence, KnowledgeTask, TaskKind
from knowledge.living.report import LivingReport
from knowledge.living.tasks import Closing, close_task, list_open, write_tasks
from knowledge.models import EntryKind, EntryState, KnowledgeEntry


def write_findings(database: Database, findings: Findings, today: date) -> LivingReport:
    """Evidence, states and tasks."""
    with database.write() as session:
        rows = _lock_faq(session)
        touched = _list_touched(session, findings, rows)
        current = {entry_id: row for entry_id, row in rows.items() if entry_id not in touched}
        _close_orphans(session, set(rows))
        for entry_id, links in findings.links.items():
            if entry_id in current:
                write_links(session, current[entry_id], links)
        changed = {
            row.external_id: state.value
            for entry_id, state in sorted(findings.states.items())
            if (row := current.get(entry_id)) is not None and set_state(session, row, state, today)
        }
        closing = Closing(current.keys() & findings.entries.keys(), findings.pairs_too, findings.reasons)
        counts = write_tasks(session, [task for task in findings.tasks if task.entry_id in current], closing)
    kinds = Counter(pair.kind for pair in findings.pairs)
    return LivingReport(
        checked=len(findings.entries),
        linked=sum(bool(links) for links in findings.links.values()),
        outcomes=dict(findings.outcomes),
        states=dict(Counter(state.value for state in findings.states.values())),
        changed=changed,
        tasks_opened=counts.opened,
        tasks_updated=counts.updated,
        tasks_closed=counts.closed,
        contradictions=kinds[TaskKind.CONTRADICTION],
        duplicates=kinds[TaskKind.DUPLICATE],
        skipped=len(touched & findings.entries.keys()),
    )


def set_state(session: Session, row: KnowledgeEntry, state: EntryState, today: date) -> bool:
    """Returns whether it was another."""
    if row.state == state:
        return False
    session.exec(
        update(KnowledgeEntry).where(col(KnowledgeEntry.id) == row.id).values(state=state.value, state_on=today)
    )
    return True


def write_links(
    session: Session,
    entry: KnowledgeEntry,
    links: Sequence[Link],
    status: EvidenceStatus = EvidenceStatus.AUTOMATIC,
) -> None:
    """In place of the old ones; what staff have rejected stays."""
    own = col(KnowledgeEvidence.entry_id) == entry.id
    session.exec(delete(KnowledgeEvidence).where(own, col(KnowledgeEvidence.status) != EvidenceStatus.REJECTED))
    for link in links:
        section = link.section
        values = {
            "entry_id": entry.id,
            "answer_hash": answer_hash(entry),
            "page_id": section.page_id,
            "url": section.url,
            "position": section.position,
            "heading": section.heading,
            "text": section.text,
            "content_hash": section.content_hash,
            "neighbours": sorted(link.neighbours),
            "similarity": link.similarity,
            "status": status.value,
            "linked_at": utc_now(),
        }
        insert_if_new(session, KnowledgeEvidence, values)


def _lock_faq(session: Session) -> dict[int, KnowledgeEntry]:
    """All FAQ that are there, by id; two checks on PostgreSQL go one after the other."""
    statement = select(KnowledgeEntry).where(KnowledgeEntry.kind == EntryKind.FAQ, KnowledgeEntry.active)
    rows = session.exec(statement.order_by(col(KnowledgeEntry.id)).with_for_update()).all()
    return {row.id: row for row in rows if row.id is not None}


def _list_touched(session: Session, findings: Findings, rows: dict[int, KnowledgeEntry]) -> set[int]:
    """Entries that an import or staff changed after they were read."""
    edited = {
        entry_id
        for entry_id, entry in findings.entries.items()
        if entry_id not in rows or rows[entry_id].content_hash != entry.content_hash
    }
    later = select(KnowledgeEvidence.entry_id).where(col(KnowledgeEvidence.linked_at) > findings.started_at)
    return edited | set(session.exec(later))


def _close_orphans(session: Session, active: Iterable[int]) -> None:
    """Tasks of FAQ that were taken back."""
    there = set(active)
    orphans: list[KnowledgeTask] = [task for task in list_open(session) if task.entry_id not in there]
    for task in orphans:
        close_task(session, task, CloseReason.RESOLVED)
