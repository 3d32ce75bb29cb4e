"""What a place in a lecture costs; nothing follows from its payment but that it is paid."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session

from bot.city import CitySource
from bot.clock import utc_now
from bot.models.payments import Payment
from bot.services.payments.subjects import NotPayable, Quote
from handlers.lectures.models import Application, Lecture
from handlers.lectures.service.paying import KIND, make_quote
from handlers.lectures.service.standing import Standing, load


@dataclass(frozen=True)
class Places:
    """Places as something to be paid for."""

    cities: CitySource
    kind: str = KIND

    def quote(self, session: Session, subject_id: int) -> Quote:
        found = session.get(Application, subject_id)
        if found is None or load(session, found, utc_now()).standing != Standing.RESERVED:
            raise NotPayable("cancelled")
        return make_quote(found, session.get_one(Lecture, found.lecture_id))

    def note_change(self, session: Session, payment: Payment) -> None:
        """The place is theirs, paid or not: who has not paid online does so at the hall."""


create_subject = Places
