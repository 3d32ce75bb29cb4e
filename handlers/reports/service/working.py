"""What staff do with incidents. Each act is an entry in the audit log; who reported hears that there is news."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, select

from bot.errors import Refused
from bot.services.audit import Action, Actor, Purpose, record
from handlers.reports.models import OPEN, DamageIncident, DamagePhoto, DamagePost, DamageReport, State
from handlers.reports.service.incidents import confide


class ReportsAction(Action):
    VIEWED = "reports.viewed"  # what citizens wrote, and their photos
    STATE_CHANGED = "reports.state_changed"
    ASSIGNED = "reports.assigned"
    NOTED = "reports.noted"
    MERGED = "reports.merged"
    SPLIT = "reports.split"


def list_incidents(
    session: Session, states: Collection[str], kind: str = "", severity: int = 1, department: str = "", most: int = 300
) -> list[DamageIncident]:
    """The gravest first, then the newest."""
    wanted = select(DamageIncident).where(
        col(DamageIncident.merged_into).is_(None),
        col(DamageIncident.state).in_(states),
        col(DamageIncident.severity) >= severity,
    )
    if kind:
        wanted = wanted.where(DamageIncident.kind == kind)
    if department:
        wanted = wanted.where(DamageIncident.department == department)
    order = col(DamageIncident.severity).desc(), col(DamageIncident.last_at).desc(), col(DamageIncident.id).desc()
    return list(session.exec(wanted.order_by(*order).limit(most)))


def list_apart(session: Session, most: int) -> list[DamageReport]:
    """Kept and marked, in no incident: outside of the city, or too many of one person; the newest first."""
    wanted = select(DamageReport).where(col(DamageReport.incident_id).is_(None))
    return list(session.exec(wanted.order_by(col(DamageReport.id).desc()).limit(most)))


def lock(session: Session, incident_id: int) -> DamageIncident:
    """Raises Refused for one that is not there, or lies in another by now."""
    wanted = select(DamageIncident).where(DamageIncident.id == incident_id).with_for_update()
    incident = session.exec(wanted, execution_options={"populate_existing": True}).first()
    if incident is None or incident.merged_into is not None:
        raise Refused(f"incident {incident_id} is not there")
    return incident


def list_reports(session: Session, incident_id: int) -> list[DamageReport]:
    wanted = select(DamageReport).where(DamageReport.incident_id == incident_id)
    return list(session.exec(wanted.order_by(col(DamageReport.id))))


def list_posts(session: Session, incident_id: int, most: int) -> list[DamagePost]:
    """The newest first."""
    wanted = select(DamagePost).where(DamagePost.incident_id == incident_id)
    return list(session.exec(wanted.order_by(col(DamagePost.posted_at).desc()).limit(most)))


def look(
    session: Session, incident: DamageIncident, actor: Actor, now: datetime
) -> tuple[list[DamageReport], dict[int, list[DamagePhoto]]]:
    """What citizens wrote and their photos, by report; each report is an entry that its citizen can see."""
    reports = list_reports(session, incident.id or 0)
    ids = [report.id or 0 for report in reports]
    photos: dict[int, list[DamagePhoto]] = {}
    for photo in session.exec(select(DamagePhoto).where(col(DamagePhoto.report_id).in_(ids))):
        photos.setdefault(photo.report_id, []).append(photo)
    for report in reports:
        record(
            session,
            actor,
            ReportsAction.VIEWED,
            object_kind="damage_report",
            object_id=report.number,
            conversation_id=report.conversation_id,
            purpose=Purpose.APPLICATION,
            fields=["words", "place", "photos"],
            now=now,
        )
    return reports, photos


def set_state(session: Session, incident: DamageIncident, state: State, actor: Actor, now: datetime) -> None:
    """And its reports', whose citizens are told that there is news."""
    before, incident.state = incident.state, state
    for report in list_reports(session, incident.id or 0):
        if report.state != state:
            report.state, report.notice_at = state, now
            session.add(report)
    _note(session, incident, actor, ReportsAction.STATE_CHANGED, now, old={"state": before}, new={"state": state})


def assign(session: Session, incident: DamageIncident, department: str, actor: Actor, now: datetime) -> None:
    before, incident.department = incident.department, department
    change = {"old": {"department": before}, "new": {"department": department}}
    _note(session, incident, actor, ReportsAction.ASSIGNED, now, **change)


def note(session: Session, incident: DamageIncident, words: str, actor: Actor, now: datetime) -> None:
    """Staff's own; citizens never see it."""
    incident.note = words
    _note(session, incident, actor, ReportsAction.NOTED, now)


def merge(session: Session, one: DamageIncident, other: DamageIncident, actor: Actor, now: datetime) -> None:
    """`one` goes into `other`, with all that tells of it. Raises Refused for an incident and itself."""
    if one.id == other.id:
        raise Refused("an incident can't be merged with itself")
    _move(session, other, list_reports(session, one.id or 0), list_posts(session, one.id or 0, 10**6))
    one.merged_into = other.id
    other.severity = max(other.severity, one.severity)
    other.first_at, other.last_at = min(other.first_at, one.first_at), max(other.last_at, one.last_at)
    for incident in (one, other):
        count(session, incident)
    _note(session, one, actor, ReportsAction.MERGED, now, new={"into": other.id})


def split(
    session: Session,
    incident: DamageIncident,
    reports: Sequence[int],
    posts: Sequence[int],
    actor: Actor,
    now: datetime,
) -> DamageIncident:
    """What tells of something else becomes an incident of its own. Raises Refused where nothing would go, or stay."""
    own_reports, own_posts = list_reports(session, incident.id or 0), list_posts(session, incident.id or 0, 10**6)
    going = [one for one in own_reports if one.id in reports]
    going_posts = [one for one in own_posts if one.id in posts]
    gone = len(going) + len(going_posts)
    if not gone or gone == len(own_reports) + len(own_posts):
        raise Refused("nothing would go, or nothing would stay")
    values = incident.model_dump(exclude={"id", "note", "reports", "posts"})
    other = DamageIncident(**values, note="", reports=0, posts=0)
    session.add(other)
    session.flush()
    _move(session, other, going, going_posts)
    for one in (incident, other):
        count(session, one)
    _note(session, incident, actor, ReportsAction.SPLIT, now, new={"into": other.id})
    return other


def count(session: Session, incident: DamageIncident) -> None:
    """Anew, from what tells of it."""
    people = select(func.count(col(DamageReport.conversation_id).distinct())).where(
        DamageReport.incident_id == incident.id
    )
    posts = select(func.count()).select_from(DamagePost).where(DamagePost.incident_id == incident.id)
    incident.reports, incident.posts = session.exec(people).one(), session.exec(posts).one()
    incident.confidence = confide(incident.reports, incident.posts)
    session.add(incident)
    session.flush()


def is_open(incident: DamageIncident) -> bool:
    return incident.state in OPEN


def _move(session: Session, to: DamageIncident, reports: Sequence[DamageReport], posts: Sequence[DamagePost]) -> None:
    for one in (*reports, *posts):
        one.incident_id = to.id
        session.add(one)
    session.flush()


def _note(
    session: Session, incident: DamageIncident, actor: Actor, action: ReportsAction, now: datetime, **more: Any
) -> None:
    session.add(incident)
    session.flush()
    record(session, actor, action, object_kind="damage_incident", object_id=str(incident.id), now=now, **more)
