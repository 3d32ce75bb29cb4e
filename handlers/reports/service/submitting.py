"""What a citizen's report becomes."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from handlers.reports.models import DamageIncident, DamagePhoto, DamageReport, Mark, State
from handlers.reports.service.catalogue import Catalogue
from handlers.reports.service.incidents import add_to, find_same, open_incident
from handlers.reports.service.kinds import DISASTER
from handlers.reports.service.places import Gazetteer, Place
from handlers.reports.service.urgency import judge

APART = (Mark.OUTSIDE, Mark.MANY)  # kept beside the incidents
DAY = timedelta(hours=24)


@dataclass(frozen=True)
class Told:
    """What was said. `message_id` is that of a photo in LINE."""

    kind: str
    words: str
    place: Place
    place_words: str
    language: str
    message_id: str = ""


def submit(
    session: Session, catalogue: Catalogue, gazetteer: Gazetteer, conversation_id: int, told: Told, now: datetime
) -> DamageReport:
    """Kept whatever it is; in an incident unless it lies outside of the city or is one too many of the same person."""
    severity = judge(told.kind, told.words).level
    report = DamageReport(
        number=secrets.token_hex(8),
        conversation_id=conversation_id,
        kind=told.kind,
        severity=severity,
        words=told.words,
        place=describe_place(told.place, told.place_words),
        marks=_list_marks(session, catalogue, gazetteer, conversation_id, told.place, now),
        language=told.language,
        made_at=now,
    )
    session.add(report)
    session.flush()
    report.number = f"R-{report.id:06d}"
    if told.message_id and report.id is not None:
        session.add(
            DamagePhoto(conversation_id=conversation_id, report_id=report.id, message_id=told.message_id, at=now)
        )
    join(session, catalogue, report, told.place)
    return report


def join(session: Session, catalogue: Catalogue, report: DamageReport, place: Place) -> DamageIncident | None:
    """The incident it belongs to, which may be a new one."""
    if set(report.marks) & set(APART):
        return None
    knows_town = report.kind in DISASTER
    incident = find_same(session, catalogue, report.kind, place, report.made_at, knows_town=knows_town)
    if incident is None:
        incident = open_incident(catalogue, report.kind, report.severity, place, report.made_at)
    is_known = incident.id is not None and has_told(session, incident.id, report)
    add_to(incident, report.severity, place, report.made_at, reports=0 if is_known else 1, posts=0)
    session.add(incident)
    session.flush()
    report.incident_id, report.state = incident.id, State(incident.state)
    session.add(report)
    session.flush()
    return incident


def has_told(session: Session, incident_id: int, report: DamageReport) -> bool:
    """Whether this person has reported the incident before: they are one witness."""
    same = col(DamageReport.incident_id) == incident_id, col(DamageReport.conversation_id) == report.conversation_id
    other = col(DamageReport.id) != report.id
    return session.exec(select(DamageReport.id).where(*same, other).limit(1)).first() is not None


def describe_place(place: Place, words: str) -> dict[str, object]:
    """As it is kept, encrypted."""
    return {
        "latitude": place.latitude,
        "longitude": place.longitude,
        "area": place.area,
        "is_point": place.is_point,
        "words": words,
    }


def read_place(kept: dict[str, object]) -> Place:
    """The inverse."""
    latitude, longitude, area = kept.get("latitude"), kept.get("longitude"), str(kept.get("area") or "")
    if not isinstance(latitude, float | int) or not isinstance(longitude, float | int):
        return Place()
    return Place(float(latitude), float(longitude), area, (area,) if area else (), bool(kept.get("is_point")))


def list_own(session: Session, conversation_id: int, most: int) -> list[DamageReport]:
    """A citizen's, the newest first."""
    own = select(DamageReport).where(DamageReport.conversation_id == conversation_id)
    return list(session.exec(own.order_by(col(DamageReport.id).desc()).limit(most)))


def _list_marks(
    session: Session, catalogue: Catalogue, gazetteer: Gazetteer, conversation_id: int, place: Place, now: datetime
) -> list[str]:
    marks = []
    if place.latitude is None or place.longitude is None:
        marks.append(Mark.NO_PLACE)
    elif place.is_point and not gazetteer.areas.contains(place.latitude, place.longitude):
        marks.append(Mark.OUTSIDE)
    own = col(DamageReport.conversation_id) == conversation_id, col(DamageReport.made_at) > now - DAY
    if session.exec(select(func.count()).select_from(DamageReport).where(*own)).one() >= catalogue.most_a_day:
        marks.append(Mark.MANY)
    return [str(mark) for mark in marks]
