"""The FAQ as a file that `madoguchi knowledge import` and the staff's page take back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlmodel import Session, col, select

from bot.models.faq import FaqEntry, FaqVersion
from bot.services.faq.content import FaqContent, name_id

COLUMNS = (
    *("id", "question", "answer", "department", "url", "checked_on", "starts_on", "expires_on"),
    *("review_on", "language", "aliases", "category"),
)


def list_rows(session: Session, entries: Sequence[FaqEntry] | None = None) -> Iterator[list[str]]:
    """The header, then one row for each language: of all that is served, or of these entries' newest versions."""
    yield list(COLUMNS)
    for entry, version in _find(session, entries):
        content = FaqContent.from_json(version.content)
        days = [f"{day}" if day else "" for day in (content.valid_from, content.valid_until, content.review_on)]
        for language, one in content.wordings.items():
            first = [name_id(entry.external_id, language, one), one.question, one.answer, content.department]
            rest = [language, "|".join(one.aliases), content.category]
            yield [*first, one.url or content.url, "", *days, *rest]


def _find(session: Session, entries: Sequence[FaqEntry] | None) -> Iterator[tuple[FaqEntry, FaqVersion]]:
    wanted = FaqEntry.live if entries is None else FaqEntry.version
    found = (
        select(FaqEntry, FaqVersion)
        .join(FaqVersion, (col(FaqVersion.entry_id) == FaqEntry.id) & (col(FaqVersion.number) == wanted))
        .order_by(col(FaqEntry.external_id))
    )
    chosen = None if entries is None else {entry.id for entry in entries}
    return ((entry, version) for entry, version in session.exec(found) if chosen is None or entry.id in chosen)
