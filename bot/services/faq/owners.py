"""An organisation changes: all FAQ of one department become another's."""

from __future__ import annotations

from dataclasses import replace

from sqlmodel import Session, col, func, select

from bot.db import Database
from bot.models.faq import FaqEntry, FaqState, Origin
from bot.models.staff import Role
from bot.services.faq.access import Doing, get_entry, read_content
from bot.services.faq.actions import FaqAction
from bot.services.faq.serving import serve
from bot.services.faq.writing import append_version, take_step

_BATCH = 50  # entries in one transaction: nobody waits long for the database


def count_owned(session: Session, department: str) -> int:
    return session.exec(select(func.count()).select_from(FaqEntry).where(FaqEntry.department == department)).one()


def hand_over(database: Database, doing: Doing, department: str, to: str) -> int:
    """Served ones are served under the new department at once; a draft beside one stays a draft. How many there were.

    What was moved stays so if it is interrupted, and the rest goes with the next call. Raises NotYours without the
    approver's role in both departments.
    """
    for place in (department, to):
        doing.check(Role.APPROVER, place)
    with database.read() as session:
        owned = select(FaqEntry.external_id).where(FaqEntry.department == department)
        names = list(session.exec(owned.order_by(col(FaqEntry.external_id))))
    for start in range(0, len(names), _BATCH):
        part = names[start : start + _BATCH]
        with database.write() as session:
            for name in part:
                _give(session, doing, name, department, to)
            changed = {"old": {"department": department}, "new": {"department": to, "ids": part}}
            doing.record(session, FaqAction.OWNER_CHANGED, Role.APPROVER, to, "faq", "", **changed)
    return len(names)


def _give(session: Session, doing: Doing, name: str, department: str, to: str) -> None:
    entry = get_entry(session, name, lock=True)
    if entry.department != department:
        return
    state, was_live = FaqState(entry.state), entry.live
    newest = replace(read_content(session, entry, entry.version), department=to)
    is_draft = was_live != entry.version
    if was_live is not None:
        served = replace(read_content(session, entry, was_live), department=to)
        serve(session, entry, served, doing.today)
        append_version(session, entry, served, Origin.HANDED_OVER, doing.now)
        entry.live = entry.version
        take_step(session, entry, FaqState.PUBLISHED, doing.now, doing.staff)
    if is_draft:
        append_version(session, entry, newest, Origin.HANDED_OVER, doing.now)
        take_step(session, entry, state, doing.now, doing.staff)
