"""The fee of a lecture: owed from when there is a place, given back to who cancels before the beginning."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from bot.models.payments import SETTLED, Payment
from bot.services.payments.opening import cancel_payment, enter, find_payment, open_payment
from bot.services.payments.refunds import count_left, request_refund
from bot.services.payments.subjects import Line, Quote
from handlers.lectures.models import Application, Lecture

KIND = "lecture"


def make_quote(application: Application, lecture: Lecture) -> Quote:
    return Quote((Line("lectures.line_fee", application.units, lecture.fee_yen * application.units),))


def open_fee(session: Session, application: Application, now: datetime) -> Payment | None:
    """None for what costs nothing."""
    lecture = session.get_one(Lecture, application.lecture_id)
    if not lecture.fee_yen:
        return None
    who, id = application.conversation_id, application.id or 0
    quote = make_quote(application, lecture)
    return open_payment(session, KIND, id, quote, language=application.language, conversation_id=who, now=now)


def find_fee(session: Session, application: Application) -> Payment | None:
    return find_payment(session, KIND, application.id or 0)


def enter_fee(session: Session, application_id: int) -> Payment | None:
    """Locked, if there is one, and before the application, so that nobody waits in a circle with who settles it."""
    found = find_payment(session, KIND, application_id)
    return enter(session, found.id or 0) if found is not None else None


def is_paid(payment: Payment | None) -> bool:
    return payment is not None and payment.state in SETTLED


def is_settled(session: Session, application: Application) -> bool:
    """Whether nothing is owed online: it is paid, costs nothing, or there is no paying here."""
    payment = find_fee(session, application)
    return payment is None or is_paid(payment)


def give_back(session: Session, payment: Payment | None, now: datetime, *, requested_by: str = "citizen") -> None:
    """All that is left of it; what nobody has paid can be paid no more. Raises NotPayable while it is being paid."""
    if payment is None:
        return
    if payment.state not in SETTLED:
        cancel_payment(session, payment.id or 0, now)
    elif left := count_left(session, payment):
        request_refund(session, payment.id or 0, left, reason="cancelled", requested_by=requested_by, now=now)
