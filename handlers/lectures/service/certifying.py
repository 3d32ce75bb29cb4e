"""Who may have a certificate: whoever came, by the name of their form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from bot.models.forms import FormEntry
from handlers.lectures.models import Application
from handlers.lectures.service.catalogue import Offer, find_offer
from handlers.lectures.service.standing import Standing, load


@dataclass(frozen=True)
class Certified:
    """What a certificate says. Attendance is noted once a lecture, so it is of the lecture as a whole."""

    application: Application
    offer: Offer
    name: str


def find_certified(session: Session, application_id: int, now: datetime) -> Certified | None:
    """None for who did not come, before the end, and where the form is not kept any more."""
    application = session.get(Application, application_id)
    if application is None or load(session, application, now).standing != Standing.ATTENDED:
        return None
    offer = find_offer(session, application.lecture_id)
    entry = session.get(FormEntry, application.entry_id) if application.entry_id else None
    name = entry.content.get("name", "") if entry is not None else ""
    if offer is None or not name or offer.ends_at > now:
        return None
    return Certified(application, offer, name)
