"""What is there for whom, and when. What is over is never found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlmodel import Session, col, select

from handlers.child_care.models import ClinicDuty, Kind, Nursery, Occasion
from handlers.child_care.service.importing import TABLES

Span = tuple[datetime, datetime]
Ages = tuple[int, int]  # in months, both included
AnyDated = TypeVar("AnyDated", ClinicDuty, Occasion)
NONE, FEW = "none", "few"


@dataclass(frozen=True)
class Vacancy:
    """A nursery that has a place in the class that is asked for, or does not say."""

    nursery: Nursery
    places: str  # as in `Nursery.places`; empty where it is not said


def has_any(session: Session, kind: Kind) -> bool:
    """Whether the city has ever sent a file of this kind; what is over counts."""
    table = TABLES[kind]
    own = select(table.id) if table is not Occasion else select(Occasion.id).where(Occasion.kind == kind)
    return session.exec(own.limit(1)).first() is not None


def list_duties(session: Session, now: datetime, spans: Sequence[Span] = ()) -> list[ClinicDuty]:
    """Clinics that are open in one of the spans, from now on, the soonest first."""
    own = select(ClinicDuty).where(col(ClinicDuty.ends_at) > now)
    found = session.exec(own.order_by(col(ClinicDuty.starts_at), col(ClinicDuty.id))).all()
    return list_within(found, spans) if spans else list(found)


def list_within(found: Iterable[AnyDated], spans: Sequence[Span]) -> list[AnyDated]:
    """Those of which some is in one of the spans."""
    return [one for one in found if any(one.starts_at < last and one.ends_at > first for first, last in spans)]


def prefer(duties: Iterable[ClinicDuty], department: str) -> list[ClinicDuty]:
    """Those with the department before the others."""
    return sorted(duties, key=lambda one: department not in one.departments)


def list_districts(session: Session) -> list[str]:
    """Of nurseries, in their order."""
    found = session.exec(select(Nursery.district).order_by(col(Nursery.id))).all()
    return [district for district in dict.fromkeys(found) if district]


def list_nurseries(session: Session, district: str = "") -> list[Nursery]:
    own = select(Nursery).order_by(col(Nursery.id))
    return list(session.exec(own.where(Nursery.district == district) if district else own))


def list_vacancies(nurseries: Iterable[Nursery], age_class: str) -> list[Vacancy]:
    """Those with a place, those with few after them."""
    found = [Vacancy(one, one.places.get(age_class, "")) for one in nurseries]
    free = [one for one in found if one.places not in ("", NONE)]
    return sorted(free, key=lambda one: one.places == FEW)


def list_unsaid(nurseries: Iterable[Nursery], age_class: str) -> list[Vacancy]:
    """Those that take the age and don't say whether they have a place."""
    oldest = (int(age_class) + 1) * 12 - 1
    return [Vacancy(one, "") for one in nurseries if not one.places and (one.from_months or 0) <= oldest]


def list_occasions(
    session: Session, kind: Kind, now: datetime, spans: Sequence[Span] = (), ages: Ages | None = None
) -> list[Occasion]:
    """Those that are not over, in one of the spans and for one of the ages, the soonest first."""
    own = select(Occasion).where(Occasion.kind == kind, col(Occasion.ends_at) > now)
    found = session.exec(own.order_by(col(Occasion.starts_at), col(Occasion.id))).all()
    then = list_within(found, spans) if spans else found
    return [one for one in then if ages is None or _is_for(one, ages)]


def take_first_days(occasions: Iterable[Occasion]) -> list[tuple[Occasion, int]]:
    """Each that is on several days once, on its first one, with how many more there are."""
    found = dict[tuple[str, str], list[Occasion]]()
    for one in occasions:
        found.setdefault((one.name, one.place), []).append(one)
    return [(days[0], len(days) - 1) for days in found.values()]


def _is_for(one: Occasion, ages: Ages) -> bool:
    youngest, oldest = ages
    return (one.from_months or 0) <= oldest and (one.to_months is None or one.to_months >= youngest)
