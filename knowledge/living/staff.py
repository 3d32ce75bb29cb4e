"""What staff decide about an answer: it is true, it does not rest on that passage, nothing has to be done."""

from __future__ import annotations

from datetime import date

from sqlmodel import Session, col, select

from bot.clock import utc_now
from bot.db import Database
from bot.errors import NotFound
from knowledge.living.check import check_living
from knowledge.living.expiry import find_state
from knowledge.living.library import Library, is_rejected
from knowledge.living.linking import Linker, Rejected
from knowledge.living.models import CloseReason, EvidenceStatus, KnowledgeEvidence, KnowledgeTask
from knowledge.living.record import set_state, write_links
from knowledge.living.tasks import close_task, is_about_expiry, is_about_pair
from knowledge.models import EntryKind, EntryState, KnowledgeEntry


def confirm_answer(database: Database, external_id: str, today: date, expires_on: date | None = None) -> EntryState:
    """Staff say that it is still true: it rests on its page as that is now, and its tasks about pages are closed.

    `expires_on` gives a new last day; without one, an expired answer stays expired. Returns the new state.
    Raises NotFound.
    """
    with database.read() as session:
        entry = _get_faq(session, external_id)
        session.expunge(entry)
    library = Library(database)
    held = library.list_evidence().get(entry.id or 0, [])
    rejected = Rejected.of(filter(is_rejected, held))
    links = Linker(library).link([entry], {entry.id or 0: rejected})[entry.id or 0]
    with database.write() as session:
        entry = _get_faq(session, external_id)
        entry.checked_on, entry.updated_at = today, utc_now()
        entry.expires_on = expires_on or entry.expires_on
        write_links(session, entry, links, EvidenceStatus.CONFIRMED)
        true = EntryState.CURRENT if links else EntryState.UNCHECKED
        state = find_state(entry, today, true)
        set_state(session, entry, state, today)
        for task in _list_open(session, entry):
            if not is_about_pair(task) and (expires_on or not is_about_expiry(task)):
                close_task(session, task, CloseReason.CONFIRMED)
    return state


def confirm_evidence(database: Database, evidence_id: int) -> None:
    """Staff say that the answer does rest on this passage. Raises NotFound."""
    with database.write() as session:
        _get_evidence(session, evidence_id).status = EvidenceStatus.CONFIRMED


def reject_evidence(database: Database, evidence_id: int, today: date) -> None:
    """Staff say that the answer does not rest on this passage; it is judged again without it. Raises NotFound."""
    with database.write() as session:
        evidence = _get_evidence(session, evidence_id)
        evidence.status = EvidenceStatus.REJECTED
        url, subject = evidence.url, f"{evidence.page_id}#{evidence.position}"
        about = (col(KnowledgeTask.entry_id) == evidence.entry_id, col(KnowledgeTask.subject) == subject)
        for task in session.exec(select(KnowledgeTask).where(*about, col(KnowledgeTask.closed_at).is_(None))):
            close_task(session, task, CloseReason.DISMISSED)
    check_living(database, today, [url])


def dismiss_task(database: Database, task_id: int) -> None:
    """Nothing has to be done about two answers or a last day; asked again only when what it shows has changed.

    A change of a page is answered by `confirm_answer`, or by another answer. Raises NotFound.
    """
    with database.write() as session:
        task = session.get(KnowledgeTask, task_id)
        if task is None or task.closed_at is not None or not (is_about_pair(task) or is_about_expiry(task)):
            raise NotFound(f"there is no open task {task_id} to dismiss; a page that changed is answered by `confirm`")
        close_task(session, task, CloseReason.DISMISSED)


def _get_faq(session: Session, external_id: str) -> KnowledgeEntry:
    found = session.exec(
        select(KnowledgeEntry).where(
            KnowledgeEntry.external_id == external_id, KnowledgeEntry.kind == EntryKind.FAQ, KnowledgeEntry.active
        )
    ).first()
    if found is None:
        raise NotFound(f"there is no FAQ with the id {external_id!r}")
    return found


def _get_evidence(session: Session, evidence_id: int) -> KnowledgeEvidence:
    found = session.get(KnowledgeEvidence, evidence_id)
    if found is None:
        raise NotFound(f"there is no evidence {evidence_id}")
    return found


def _list_open(session: Session, entry: KnowledgeEntry) -> list[KnowledgeTask]:
    own = (KnowledgeTask.entry_id == entry.id, col(KnowledgeTask.closed_at).is_(None))
    return list(session.exec(select(KnowledgeTask).where(*own)))
