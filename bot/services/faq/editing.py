"""Drafts: written by one editor, seen by the others, lost by none."""

from __future__ import annotations

import re

from sqlmodel import Session, col, select

from bot.db import insert_if_new
from bot.errors import MadoguchiError
from bot.models.faq import FaqEntry, FaqState, Origin
from bot.models.staff import Role
from bot.services.faq.access import Doing, access_entry, read_content
from bot.services.faq.actions import FaqAction
from bot.services.faq.content import FaqContent, check
from bot.services.faq.writing import append_version, take_step
from knowledge.models import KnowledgeEntry

_NUMBER = re.compile(r"-(\d{1,6})$")


class Changed(MadoguchiError):
    """Somebody saved another version since the editor opened theirs; `version` is the newest now."""

    def __init__(self, version: int) -> None:
        super().__init__(f"version {version} is newer")
        self.version = version


def save(session: Session, doing: Doing, external_id: str, base: int, content: FaqContent, note: str = "") -> FaqEntry:
    """A draft on top of version `base`, also of what was in review; nothing happens where nothing is other.

    Raises NotFound, NotYours (of the department it is of, or is given to), Wrong, and Changed when `base` is not the
    newest.
    """
    content = check(content)
    entry = access_entry(session, doing, external_id, Role.EDITOR)
    doing.check(Role.EDITOR, content.department)
    if entry.version != base:
        raise Changed(entry.version)
    if content != read_content(session, entry, base):
        append_version(session, entry, content, Origin.EDITED, doing.now, doing.staff, note)
        take_step(session, entry, FaqState.DRAFT, doing.now, doing.staff)
        doing.note(session, FaqAction.SAVED, Role.EDITOR, entry, new={"version": entry.version})
    return entry


def create(
    session: Session,
    doing: Doing,
    content: FaqContent,
    external_id: str = "",
    origin: Origin = Origin.EDITED,
    source: str = "",
) -> FaqEntry:
    """A new entry, a draft; its id is the department's next unless one is given. Raises NotYours and Wrong."""
    content = check(content)
    doing.check(Role.EDITOR, content.department)
    entry = add_entry(session, doing, content, external_id, origin, source)
    doing.note(session, FaqAction.SAVED, Role.EDITOR, entry, new={"version": entry.version})
    return entry


def add_entry(
    session: Session, doing: Doing, content: FaqContent, external_id: str, origin: Origin, source: str
) -> FaqEntry:
    """As `create`, of content that was checked, and nothing is recorded."""
    names = [external_id] if external_id else _list_free(session, content.department or "faq")
    entry = next(filter(None, (_insert(session, name, doing, source) for name in names)))
    append_version(session, entry, content, origin, doing.now, doing.staff)
    take_step(session, entry, FaqState.DRAFT, doing.now, doing.staff)
    return entry


def _insert(session: Session, external_id: str, doing: Doing, source: str) -> FaqEntry | None:
    values = {"external_id": external_id, "department": "", "state": FaqState.DRAFT, "version": 0, "served": ""}
    values |= {"source": source, "question": "", "category": "", "languages": "", "looked_for": ""}
    values |= {"changed_at": doing.now, "changed_by": ""}
    made = insert_if_new(session, FaqEntry, values)
    return None if made is None else session.get(FaqEntry, made)


def _list_free(session: Session, department: str) -> list[str]:
    """The department's next ids; more than one, since somebody may take the first at the same moment."""
    taken: set[str] = set()
    for model in (FaqEntry, KnowledgeEntry):
        found = select(model.external_id).where(col(model.external_id).startswith(f"{department}-", autoescape=True))
        taken.update(session.exec(found))
    numbers = (_NUMBER.search(name.removeprefix(department)) for name in taken)
    last = max((int(number[1]) for number in numbers if number), default=0)
    return [f"{department}-{last + more:03d}" for more in range(1, 21)]
