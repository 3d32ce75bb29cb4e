"""What the payment of an application costs, and what follows when its state changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from bot.city import CitySource
from bot.clock import utc_now
from bot.models.payments import Payment, PaymentRefund, PaymentState, RefundState
from bot.services.payments.subjects import NotPayable, Quote
from handlers.certificates.models import Application, ApplicationState
from handlers.certificates.service.bill import quote_application
from handlers.certificates.service.catalogue import find_catalogue
from handlers.certificates.service.receiving import receive
from handlers.certificates.service.steps import SYSTEM, enter, move

KIND = "certificate"


@dataclass(frozen=True)
class Applications:
    """Applications as something to be paid for."""

    cities: CitySource
    kind: str = KIND

    def quote(self, session: Session, subject_id: int) -> Quote:
        """Fee and postage as they are now."""
        found, catalogue = session.get(Application, subject_id), find_catalogue(self.cities.current)
        if found is None or catalogue is None:
            raise NotPayable("not_offered")
        return quote_application(self.cities.current, catalogue, found)

    def find_department(self, session: Session, subject_id: int) -> str:
        """Who issues the certificate, and so the receipt."""
        found, catalogue = session.get(Application, subject_id), find_catalogue(self.cities.current)
        kind = catalogue.find_kind(found.kind) if found and catalogue else None
        return kind.department if kind else ""

    def note_change(self, session: Session, payment: Payment) -> None:
        """Paid: the staff have it. Given back: it is over. Whoever was first, it is in a later state already."""
        if session.get(Application, payment.subject_id) is None:
            return  # the citizen's data was deleted
        application, now = enter(session, payment.subject_id), utc_now()
        if payment.state == PaymentState.PAID and application.state == ApplicationState.AWAITING_PAYMENT:
            receive(session, self.cities.current, application, SYSTEM, now)
        elif payment.state == PaymentState.REFUNDED:
            self._end(session, application, ApplicationState.REFUNDED, now)
        elif _has_failed_refund(session, payment):
            self._end(session, application, ApplicationState.REFUND_FAILED, now)

    def _end(self, session: Session, application: Application, state: ApplicationState, now: datetime) -> None:
        """What was given back in the provider's own pages passes through the same states."""
        over = (ApplicationState.REFUND_PENDING, ApplicationState.REFUND_FAILED, ApplicationState.REFUNDED)
        if application.state == state or application.state == ApplicationState.CANCELLED:
            return
        if application.state not in over:
            if state == ApplicationState.REFUND_FAILED:
                return  # a part was to be given back: the payment's own page says so
            move(session, application, ApplicationState.REFUND_PENDING, SYSTEM, now)
        move(session, application, state, SYSTEM, now)


def _has_failed_refund(session: Session, payment: Payment) -> bool:
    newest = select(PaymentRefund).where(col(PaymentRefund.payment_id) == payment.id)
    found = session.exec(newest.order_by(col(PaymentRefund.changed_at).desc(), col(PaymentRefund.id).desc())).first()
    return found is not None and found.state == RefundState.FAILED


create_subject = Applications
