"""From a draft to what citizens are served: two people for what is new, one for what was true before."""

from __future__ import annotations

from sqlmodel import Session, col, select

from bot.models.faq import FaqEntry, FaqState, FaqStep, FaqVersion, Origin
from bot.models.staff import Role
from bot.services.faq.access import Doing, NotNow, access_entry, read_content
from bot.services.faq.actions import FaqAction
from bot.services.faq.editing import Changed
from bot.services.faq.serving import serve
from bot.services.faq.trials import was_tried
from bot.services.faq.writing import append_version, take_step


def send_to_review(session: Session, doing: Doing, external_id: str, version: int) -> FaqEntry:
    """Raises NotFound, NotYours, Changed, and NotNow when it is no draft."""
    entry = access_entry(session, doing, external_id, Role.EDITOR)
    _check(entry, version, FaqState.DRAFT)
    take_step(session, entry, FaqState.IN_REVIEW, doing.now, doing.staff)
    doing.note(session, FaqAction.SENT, Role.EDITOR, entry, new={"version": version})
    return entry


def refuse(session: Session, doing: Doing, external_id: str, version: int, reason: str) -> FaqEntry:
    """A draft again, with a reason for its author. Raises NotFound, NotYours, Changed and NotNow."""
    entry = access_entry(session, doing, external_id, Role.APPROVER)
    _check(entry, version, FaqState.IN_REVIEW)
    if not reason.strip():
        raise NotNow("answers.reason_wanted")
    take_step(session, entry, FaqState.DRAFT, doing.now, doing.staff, reason.strip())
    doing.note(session, FaqAction.REFUSED, Role.APPROVER, entry, reason=reason.strip(), new={"version": version})
    return entry


def publish(session: Session, doing: Doing, external_id: str, version: int) -> FaqEntry:
    """What was in review is served, by somebody who wrote none of it, once it was tried on the questions to keep.

    Raises NotFound, NotYours, Changed and NotNow.
    """
    entry = access_entry(session, doing, external_id, Role.APPROVER)
    _check(entry, version, FaqState.IN_REVIEW)
    if not may_publish(session, doing, entry):
        raise NotNow("answers.own_work")
    if not was_tried(session, entry, doing.now):
        raise NotNow("answers.trial_first")
    was = entry.live
    serve(session, entry, read_content(session, entry, version), doing.today)
    entry.live = version
    take_step(session, entry, FaqState.PUBLISHED, doing.now, doing.staff)
    changed = {"old": {"version": was}, "new": {"version": version}}
    doing.note(session, FaqAction.PUBLISHED, Role.APPROVER, entry, **changed)
    return entry


def withdraw(session: Session, doing: Doing, external_id: str, reason: str = "") -> FaqEntry:
    """It is not served any more; a draft of it stays one. Raises NotFound, NotYours and NotNow."""
    entry = access_entry(session, doing, external_id, Role.APPROVER)
    if entry.live is None:
        raise NotNow("answers.not_served_now")
    was = entry.live
    serve(session, entry, None, doing.today)
    entry.live = None
    take_step(session, entry, FaqState.WITHDRAWN, doing.now, doing.staff, reason, number=was)
    doing.note(session, FaqAction.WITHDRAWN, Role.APPROVER, entry, reason=reason, old={"version": was})
    return entry


def roll_back(session: Session, doing: Doing, external_id: str, number: int) -> FaqEntry:
    """An earlier version is served again, as the newest one; a draft of before stays in the history.

    What was never served needs somebody who did not write it. Raises NotFound, NotYours and NotNow.
    """
    entry = access_entry(session, doing, external_id, Role.APPROVER)
    content = read_content(session, entry, number)
    if entry.live == number:
        raise NotNow("answers.served_already")
    if not was_published(session, entry, number) and _wrote(session, doing, entry, number):
        raise NotNow("answers.own_work")
    was = entry.live
    serve(session, entry, content, doing.today)
    append_version(session, entry, content, Origin.RESTORED, doing.now, doing.staff, f"{number}")
    entry.live = entry.version
    take_step(session, entry, FaqState.PUBLISHED, doing.now, doing.staff)
    changed = {"old": {"version": was}, "new": {"version": entry.version, "again": number}}
    doing.note(session, FaqAction.ROLLED_BACK, Role.APPROVER, entry, **changed)
    return entry


def may_publish(session: Session, doing: Doing, entry: FaqEntry) -> bool:
    """Whether the member wrote nothing of what is to be served, and did not send it to review."""
    since = (col(FaqVersion.entry_id) == entry.id) & (col(FaqVersion.number) > (entry.live or 0))
    authors = set(session.exec(select(FaqVersion.author_id).where(since)))
    sent = (col(FaqStep.entry_id) == entry.id) & (col(FaqStep.number) == entry.version)
    authors |= set(session.exec(select(FaqStep.by_id).where(sent, FaqStep.state == FaqState.IN_REVIEW)))
    return doing.staff.staff_id not in authors


def was_published(session: Session, entry: FaqEntry, number: int) -> bool:
    same = (FaqStep.entry_id == entry.id, FaqStep.number == number, FaqStep.state == FaqState.PUBLISHED)
    return session.exec(select(FaqStep.id).where(*same)).first() is not None


def _wrote(session: Session, doing: Doing, entry: FaqEntry, number: int) -> bool:
    same = (FaqVersion.entry_id == entry.id, FaqVersion.number == number)
    return session.exec(select(FaqVersion.author_id).where(*same)).first() == doing.staff.staff_id


def _check(entry: FaqEntry, version: int, state: FaqState) -> None:
    if entry.version != version:
        raise Changed(entry.version)
    if entry.state != state:
        raise NotNow(f"answers.not_{state}")
