"""What commands put into the knowledge becomes the city's own: `knowledge import`, and what was there before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from bot.city import City
from bot.db import Database, insert_if_new
from bot.models.faq import FaqEntry, FaqState, Origin
from bot.services.audit import Actor, record
from bot.services.faq.actions import FaqAction
from bot.services.faq.content import FaqContent, Wording, name_id
from bot.services.faq.serving import hash_rows, list_served
from bot.services.faq.writing import append_version, take_step
from knowledge.index.build import base_id
from knowledge.models import EntryKind, KnowledgeEntry

_BATCH = 100  # entries in one transaction: nobody waits long for the database

Row = tuple[str, str, str]  # external_id, language, content_hash
Groups = Mapping[str, Sequence[Row]]


def adopt(database: Database, city: City, now: datetime) -> int:
    """Entries follow what the knowledge has and they don't know of; the number of those that changed.

    Any number of processes may do it at once.
    """
    with database.read() as session:
        groups = _group(_list_rows(session))
        known = _list_known(session)
    hashes = {name: _hash(rows) for name, rows in groups.items()}
    changed = sorted(name for name in hashes.keys() | known.keys() if hashes.get(name) != known.get(name))
    done = 0
    for start in range(0, len(changed), _BATCH):
        with database.write() as session:
            part = [name for name in changed[start : start + _BATCH] if _follow(session, name, groups, city, now)]
            if part:
                done += len(part)
                record(session, Actor("system", ""), FaqAction.ADOPTED, object_kind="faq", new={"ids": part}, now=now)
    return done


def _list_rows(session: Session) -> Sequence[Row]:
    rows = select(KnowledgeEntry.external_id, KnowledgeEntry.language, KnowledgeEntry.content_hash)
    served = rows.where(KnowledgeEntry.kind == EntryKind.FAQ, KnowledgeEntry.active)
    return session.exec(served.order_by(col(KnowledgeEntry.external_id))).all()


def _list_known(session: Session) -> dict[str, str]:
    """The hash of what each entry believes to be served."""
    known = select(FaqEntry.external_id, FaqEntry.served).where(col(FaqEntry.live).is_not(None))
    return dict(session.exec(known).all())


def _group(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """By FAQ; a second text in one language is an FAQ by itself."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        same = groups.setdefault(base_id(row[0], row[1]), [])
        if any(other[1] == row[1] for other in same):
            groups[row[0]] = [row]
        else:
            same.append(row)
    return groups


def _hash(rows: Iterable[Row]) -> str:
    return hash_rows((external_id, content_hash) for external_id, _, content_hash in rows)


def _follow(session: Session, name: str, groups: Groups, city: City, now: datetime) -> bool:
    """Whether the entry is other now; what somebody changed meanwhile waits for the next time."""
    locked = select(FaqEntry).where(FaqEntry.external_id == name).with_for_update()
    entry = session.exec(locked.execution_options(populate_existing=True)).first()
    ids = {*(row[0] for row in groups.get(name, ())), *(list_served(session, entry) if entry else ())}
    rows = session.exec(
        select(KnowledgeEntry).where(col(KnowledgeEntry.external_id).in_(list(ids)), KnowledgeEntry.active)
    ).all()
    served = hash_rows((row.external_id, row.content_hash) for row in rows)
    if not rows:
        return entry is not None and _take_back(session, entry, now)
    if entry is not None and entry.live is not None and entry.served == served:
        return False
    entry = entry or _insert(session, name, now)
    if entry is None:
        return False
    content = _read(name, rows, city)
    entry.source, entry.served = rows[0].source, served
    append_version(session, entry, content, Origin.ADOPTED, now)
    entry.live = entry.version
    take_step(session, entry, FaqState.PUBLISHED, now)
    return True


def _take_back(session: Session, entry: FaqEntry, now: datetime) -> bool:
    if entry.live is None:
        return False
    was, entry.live, entry.served = entry.live, None, ""
    take_step(session, entry, FaqState.WITHDRAWN, now, number=was)
    return True


def _insert(session: Session, name: str, now: datetime) -> FaqEntry | None:
    values = {"external_id": name, "department": "", "state": FaqState.PUBLISHED, "version": 0, "served": ""}
    values |= {"source": "", "question": "", "category": "", "languages": "", "looked_for": ""}
    made = insert_if_new(session, FaqEntry, {**values, "changed_at": now, "changed_by": ""})
    return None if made is None else session.get(FaqEntry, made)


def _read(name: str, rows: Sequence[KnowledgeEntry], city: City) -> FaqContent:
    """Of one FAQ's rows; what Japanese says of office, category and address holds for all."""
    rows = sorted(rows, key=lambda row: (row.language != "ja", row.language))
    first = rows[0]
    office = next((one.id for one in city.departments if one.name == first.department), first.department)
    return FaqContent(
        department=office,
        category=first.category,
        url=first.url,
        valid_from=first.starts_on,
        valid_until=first.expires_on,
        wordings={row.language: _read_wording(name, row, first.url) for row in rows},
    )


def _read_wording(name: str, row: KnowledgeEntry, url: str) -> Wording:
    one = Wording(row.title, row.text, tuple(row.aliases), url=row.url if row.url != url else "")
    if name_id(name, row.language, one) == row.external_id:
        return one
    return Wording(one.question, one.answer, one.aliases, row.external_id, one.url)
