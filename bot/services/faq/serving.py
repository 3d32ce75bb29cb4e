"""From an entry to the knowledge, from which every process makes its index."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import update
from sqlmodel import Session, col, select

from bot.clock import utc_now
from bot.models.faq import FaqEntry
from bot.services.faq.access import read_content
from bot.services.faq.content import FaqContent, name_id
from knowledge.entries import NewEntry, faq_passages
from knowledge.living.expiry import find_state
from knowledge.models import EntryKind, EntryState, KnowledgeEntry
from knowledge.store import store_entry

TOPIC = "knowledge"  # rung when what is served changed


def serve(session: Session, entry: FaqEntry, content: FaqContent | None, today: date) -> None:
    """Put the content into the knowledge in place of what is served of the entry; None takes it out."""
    made = make_entries(entry.external_id, content, today) if content else []
    rows = _find_rows(session, {*list_served(session, entry), *(new.external_id for new in made)})
    for new in made:
        store_entry(session, new, rows.get(new.external_id), entry.source)
    session.flush()
    kept = _find_rows(session, {new.external_id for new in made})
    for row in kept.values():
        state = find_state(row, today, EntryState.UNCHECKED)
        if row.state != state:
            row.state, row.state_on = state, today
            session.add(row)
    gone = col(KnowledgeEntry.external_id).in_(rows.keys() - kept.keys())
    session.exec(update(KnowledgeEntry).where(gone).values(active=False, updated_at=utc_now()))
    entry.served = hash_rows((row.external_id, row.content_hash) for row in kept.values())
    session.add(entry)


def make_entries(external_id: str, content: FaqContent, checked_on: date | None) -> list[NewEntry]:
    """One for each language, as the knowledge stores them."""
    return [
        NewEntry(
            external_id=name_id(external_id, language, one),
            kind=EntryKind.FAQ,
            title=one.question,
            text=one.answer,
            passages=faq_passages(one.question, one.answer, one.aliases),
            aliases=one.aliases,
            url=one.url or content.url,
            department=content.department,
            language=language,
            category=content.category,
            checked_on=checked_on,
            expires_on=content.valid_until,
            starts_on=content.valid_from,
        )
        for language, one in content.wordings.items()
    ]


def hash_rows(rows: Iterable[tuple[str, str]]) -> str:
    """Of (external_id, content_hash): other when anything of it is."""
    return hashlib.sha256("\n".join(sorted(" ".join(row) for row in rows)).encode()).hexdigest()[:32]


def list_ids(external_id: str, content: FaqContent) -> list[str]:
    """The ids of its languages in the knowledge."""
    return [name_id(external_id, language, one) for language, one in content.wordings.items()]


def list_served(session: Session, entry: FaqEntry) -> Sequence[str]:
    """The ids in the knowledge of what is served of it."""
    if entry.live is None:
        return ()
    return list_ids(entry.external_id, read_content(session, entry, entry.live))


def _find_rows(session: Session, ids: Iterable[str]) -> dict[str, KnowledgeEntry]:
    found = select(KnowledgeEntry).where(col(KnowledgeEntry.external_id).in_(list(ids)))
    return {row.external_id: row for row in session.exec(found)}
