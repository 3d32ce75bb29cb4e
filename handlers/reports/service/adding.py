"""What a citizen adds to a report on its page: photos, and where it is."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, func, select

from bot.errors import UserError
from bot.forms.photos import Photo, shrink_photo
from handlers.reports.models import OPEN, DamageIncident, DamagePhoto, DamageReport, Mark
from handlers.reports.service.catalogue import Catalogue
from handlers.reports.service.incidents import confide
from handlers.reports.service.places import Gazetteer, Place
from handlers.reports.service.submitting import describe_place, has_told, join

PREVIEW_BYTES = 128 * 1024


def count_photos(session: Session, report_id: int) -> int:
    """Those that are there, and those that still come from LINE."""
    own = col(DamagePhoto.report_id) == report_id
    return session.exec(select(func.count()).select_from(DamagePhoto).where(own)).one()


def add_photo(session: Session, catalogue: Catalogue, report: DamageReport, photo: Photo, now: datetime) -> None:
    """Raises UserError where the report is closed, or has as many as it may."""
    _check_open(report)
    assert report.id is not None
    if count_photos(session, report.id) >= catalogue.most_photos:
        raise UserError("reports.page_photos_enough", count=catalogue.most_photos)
    kept = DamagePhoto(conversation_id=report.conversation_id, report_id=report.id, at=now)
    fill_photo(kept, photo)
    session.add(kept)
    report.marks = [mark for mark in report.marks if mark != Mark.NO_PHOTO]
    session.add(report)
    session.flush()


def fill_photo(kept: DamagePhoto, photo: Photo) -> None:
    """A JPEG that we have written ourselves, and a small one."""
    kept.content, kept.preview, kept.message_id = photo.content, shrink_photo(photo.content, PREVIEW_BYTES), ""


def lose_photo(session: Session, kept: DamagePhoto, now: datetime) -> None:
    """One from LINE that can't be had or is too large: the report is kept, marked, and who made it hears of it."""
    session.delete(kept)
    report = session.get_one(DamageReport, kept.report_id)
    if Mark.NO_PHOTO not in report.marks:
        report.marks = [*report.marks, str(Mark.NO_PHOTO)]
    report.notice_at = now
    session.add(report)


def put_place(session: Session, catalogue: Catalogue, gazetteer: Gazetteer, report: DamageReport, place: Place) -> None:
    """Where it is after all; it may belong to another incident now. Raises UserError where the report is closed."""
    _check_open(report)
    leave(session, report)
    report.place = describe_place(place, str(report.place.get("words") or ""))
    assert place.latitude is not None and place.longitude is not None
    is_outside = place.is_point and not gazetteer.areas.contains(place.latitude, place.longitude)
    kept = [mark for mark in report.marks if mark not in (Mark.NO_PLACE, Mark.OUTSIDE)]
    report.marks = [*kept, *([str(Mark.OUTSIDE)] if is_outside else [])]
    session.add(report)
    join(session, catalogue, report, place)


def leave(session: Session, report: DamageReport) -> None:
    """Out of its incident, which goes where nothing else tells of it."""
    incident = session.get(DamageIncident, report.incident_id) if report.incident_id else None
    report.incident_id = None
    if incident is None or incident.id is None:
        return
    if not has_told(session, incident.id, report):
        incident.reports = max(0, incident.reports - 1)
    session.add(report)
    session.flush()
    if incident.reports or incident.posts or incident.note:
        incident.confidence = confide(incident.reports, incident.posts)
        session.add(incident)
    else:
        session.delete(incident)
    session.flush()


def _check_open(report: DamageReport) -> None:
    if report.state not in OPEN:
        raise UserError("reports.page_closed")
