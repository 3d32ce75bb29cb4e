"""A new version of an entry, and the step it takes: the two things that are only ever added."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from bot.models.faq import FaqEntry, FaqState, FaqStep, FaqVersion, Origin
from bot.services.faq.content import FaqContent
from bot.services.staff.principal import SignedIn

_LONGEST_NOTE = 500


def append_version(
    session: Session,
    entry: FaqEntry,
    content: FaqContent,
    origin: Origin,
    now: datetime,
    by: SignedIn | None = None,
    note: str = "",
) -> FaqVersion:
    """The newest from now on. The entry is listed and found by it."""
    number = entry.version + 1
    describe(entry, content, by, now)
    entry.version = number
    session.add(entry)
    session.flush()
    version = FaqVersion(
        entry_id=entry.id or 0,  # never 0: it was flushed
        number=number,
        content=content.to_json(),
        origin=origin,
        note=note[:_LONGEST_NOTE],
        author_id=by.staff_id if by else None,
        author=by.name if by else "",
        at=now,
    )
    session.add(version)
    return version


def describe(entry: FaqEntry, content: FaqContent, by: SignedIn | None, now: datetime) -> None:
    """What is listed and looked for is this content's."""
    entry.department, entry.category, entry.question = content.department, content.category, content.question
    entry.languages = f" {' '.join(content.wordings)} "
    entry.looked_for = f"{entry.external_id}\n{content.list_words()}".casefold()
    entry.valid_from, entry.valid_until, entry.review_on = content.valid_from, content.valid_until, content.review_on
    entry.changed_at, entry.changed_by = now, by.name if by else ""


def take_step(
    session: Session,
    entry: FaqEntry,
    state: FaqState,
    now: datetime,
    by: SignedIn | None = None,
    reason: str = "",
    number: int | None = None,
) -> None:
    """The newest version, or the one of this number, comes into a state."""
    number = number or entry.version
    if number == entry.version:
        entry.state = state
    session.add(entry)
    session.flush()
    session.add(
        FaqStep(
            entry_id=entry.id or 0,
            number=number,
            state=state,
            reason=reason[:_LONGEST_NOTE],
            by_id=by.staff_id if by else None,
            by=by.name if by else "",
            at=now,
        )
    )
