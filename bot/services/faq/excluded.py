"""FAQ that might have answered and are not served: drafts, withdrawn ones, days, a page that says otherwise."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, col, or_, select

from bot.models.faq import FaqEntry
from bot.services.faq.content import fold
from knowledge.models import EntryKind, EntryState, KnowledgeEntry
from nlu.tokenizer import content_words

MOST_WORDS, MOST = 8, 5


@dataclass(frozen=True)
class Excluded:
    """`why` is a FaqState of an entry that is not served, or the EntryState that keeps it back."""

    id: str
    question: str
    why: str
    shared: int  # words of the question that are in it


def list_excluded(session: Session, query: str) -> list[Excluded]:
    """Those with most words of the query first."""
    words = list(dict.fromkeys(fold(word) for word in content_words(query)))[:MOST_WORDS]
    if not words:
        return []
    found = [*_list_unpublished(session, words), *_list_kept_back(session, words)]
    return sorted(found, key=lambda one: (-one.shared, one.id))[:MOST]


def _list_unpublished(session: Session, words: list[str]) -> list[Excluded]:
    shares = or_(*(col(FaqEntry.looked_for).contains(word, autoescape=True) for word in words))
    rows = session.exec(select(FaqEntry).where(col(FaqEntry.live).is_(None), shares))
    return [Excluded(row.external_id, row.question, row.state, _count(row.looked_for, words)) for row in rows]


def _list_kept_back(session: Session, words: list[str]) -> list[Excluded]:
    states = [state for state in EntryState if not state.is_served]
    kept = (KnowledgeEntry.active, KnowledgeEntry.kind == EntryKind.FAQ, col(KnowledgeEntry.state).in_(states))
    rows = session.exec(select(KnowledgeEntry).where(*kept))
    counted = ((row, _count(fold(f"{row.title}\n{row.text}"), words)) for row in rows)
    return [Excluded(row.external_id, row.title, row.state, shared) for row, shared in counted if shared]


def _count(text: str, words: list[str]) -> int:
    return sum(word in text for word in words)
