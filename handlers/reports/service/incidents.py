"""Incidents: what is reported or written of the same thing, nearby and at about the same time."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from handlers.reports.models import OPEN, DamageIncident, Precision
from handlers.reports.service.catalogue import Catalogue
from handlers.reports.service.places import Place, measure_metres

METRES_IN_A_DEGREE = 111_320.0
# How much one person's report, and one post, tells; many posts may all be of one rumour.
DOUBT_AFTER_REPORT, DOUBT_AFTER_POST, LEAST_DOUBT_OF_POSTS = 0.5, 0.85, 0.2


def confide(reports: int, posts: int) -> float:
    """How sure it is that it happened, 0 to 1: what so many people say each for themselves."""
    doubt: float = DOUBT_AFTER_REPORT**reports * max(LEAST_DOUBT_OF_POSTS, DOUBT_AFTER_POST**posts)
    return round(1 - doubt, 3)


def is_same(incident: DamageIncident, place: Place, metres: int) -> bool:
    """Whether a place is the incident's, as well as both are known: two points by their distance, else the town."""
    if place.latitude is None or place.longitude is None or incident.latitude is None or incident.longitude is None:
        return False
    if place.is_point and incident.precision == Precision.POINT:
        distance = measure_metres(incident.latitude, incident.longitude, place.latitude, place.longitude)
        return distance <= metres
    return bool(place.area) and place.area == incident.area


def find_same(
    session: Session, catalogue: Catalogue, kind: str, place: Place, at: datetime, *, knows_town: bool
) -> DamageIncident | None:
    """The open incident of the kind that lies nearest. `knows_town`: a town alone is enough to say where, which it is
    for a flood and not for a street lamp."""
    if place.latitude is None or place.longitude is None or not (place.is_point or knows_town):
        return None
    nearby = _box(place.latitude, place.longitude, catalogue.metres(kind))
    wanted = _select_open(catalogue, kind, at, at).where(nearby | (col(DamageIncident.area) == (place.area or "-")))
    return choose_same(session.exec(wanted), catalogue, kind, place, at, knows_town=knows_town)


def list_open(
    session: Session, catalogue: Catalogue, kind: str, start: datetime, end: datetime
) -> list[DamageIncident]:
    """All that anything of this kind between the two moments may be of: for many at once, by `choose_same`."""
    return list(session.exec(_select_open(catalogue, kind, start, end)))


def choose_same(
    incidents: Iterable[DamageIncident],
    catalogue: Catalogue,
    kind: str,
    place: Place,
    at: datetime,
    *,
    knows_town: bool,
) -> DamageIncident | None:
    """Of open incidents of the kind the nearest that is the same, as `find_same`."""
    metres, span = catalogue.metres(kind), catalogue.span(kind)
    early, late = at - span, at + span
    found = (one for one in incidents if one.last_at >= early and one.first_at <= late)
    fitting = (one for one in found if _fits(one, place, metres, knows_town))
    return min(fitting, key=lambda one: (_distance(one, place), one.id), default=None)


def _select_open(catalogue: Catalogue, kind: str, start: datetime, end: datetime) -> SelectOfScalar[DamageIncident]:
    span = catalogue.span(kind)
    return select(DamageIncident).where(
        DamageIncident.kind == kind,
        col(DamageIncident.state).in_(OPEN),
        col(DamageIncident.merged_into).is_(None),
        col(DamageIncident.last_at) >= start - span,
        col(DamageIncident.first_at) <= end + span,
    )


def _fits(incident: DamageIncident, place: Place, metres: int, knows_town: bool) -> bool:
    return is_same(incident, place, metres) and (knows_town or incident.precision == Precision.POINT)


def _distance(incident: DamageIncident, place: Place) -> float:
    assert None not in (incident.latitude, incident.longitude, place.latitude, place.longitude)
    return measure_metres(incident.latitude, incident.longitude, place.latitude, place.longitude)  # type: ignore[arg-type]


def _box(latitude: float, longitude: float, metres: int):  # type: ignore[no-untyped-def]
    north = metres / METRES_IN_A_DEGREE
    east = north / max(0.01, math.cos(math.radians(latitude)))
    return col(DamageIncident.latitude).between(latitude - north, latitude + north) & col(
        DamageIncident.longitude
    ).between(longitude - east, longitude + east)


def open_incident(catalogue: Catalogue, kind: str, severity: int, place: Place, at: datetime) -> DamageIncident:
    """A new one, nothing counted yet."""
    precision = Precision.POINT if place.is_point else Precision.TOWN if place.area else Precision.NONE
    return DamageIncident(
        kind=kind,
        severity=severity,
        department=catalogue.department_of(kind),
        latitude=place.latitude,
        longitude=place.longitude,
        precision=precision,
        area=place.area,
        confidence=0.0,
        first_at=at,
        last_at=at,
    )


def add_to(incident: DamageIncident, severity: int, place: Place, at: datetime, *, reports: int, posts: int) -> None:
    """One more says so: it is as grave as the gravest says, and where the most exact one says."""
    incident.reports += reports
    incident.posts += posts
    incident.confidence = confide(incident.reports, incident.posts)
    incident.severity = max(incident.severity, severity)
    incident.first_at, incident.last_at = min(incident.first_at, at), max(incident.last_at, at)
    if place.is_point and incident.precision != Precision.POINT:
        incident.latitude, incident.longitude = place.latitude, place.longitude
        incident.area, incident.precision = place.area or incident.area, Precision.POINT
