"""From when an application is with the staff."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from bot.city import City
from handlers.certificates.models import Application, ApplicationState
from handlers.certificates.service.catalogue import find_catalogue
from handlers.certificates.service.steps import By, move


def receive(session: Session, city: City, application: Application, by: By, now: datetime) -> None:
    """Paid, or to be paid at the counter: the staff can begin, and a day is promised. `application` is locked."""
    move(session, application, ApplicationState.PAID, by, now)
    application.received_at = application.received_at or now
    application.due_at = application.due_at or promise_day(city, application.kind, now)
    session.add(application)


def promise_day(city: City, kind: str, now: datetime) -> datetime:
    """When the city closes on the last of the working days that this certificate takes."""
    catalogue = find_catalogue(city)
    found = catalogue.find_kind(kind) if catalogue else None
    return city.opening_hours.add_working_days(now, found.days if found else 1)
