"""What staff do with an application, each act in the caller's transaction: locked, told, audited."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.errors import Refused
from bot.models.payments import PAYABLE, Payment, PaymentState
from bot.services.audit import Actor, Purpose, record
from bot.services.payments.opening import cancel_payment, find_payment
from bot.services.payments.opening import enter as enter_payment
from bot.services.payments.refunds import count_left, request_refund
from handlers.certificates.models import Application, ApplicationState, Delivery
from handlers.certificates.service.actions import OBJECT, CertificateAction
from handlers.certificates.service.steps import By, WrongState, enter, move

KIND = "certificate"  # of the payment
LONGEST_REASON = 500  # characters
S = ApplicationState
OPEN = (S.IN_REVIEW, S.RETURNED)  # somebody has it
_TRACKING = re.compile(r"[0-9A-Z]{8,13}")


class Unfit(Refused):
    """What was typed will not do; the message says which: `reason`, `field`, `tracking`, `delivery`."""


@dataclass(frozen=True)
class Reviewing:
    """One member's acts in one transaction.

    Every act raises NotFound for an application that is gone and WrongState when somebody was first: `seen` is when
    the application had changed last as the member saw it (None: whenever). `tell` lets the citizen know, without what.
    `by` is a member of staff.
    """

    session: Session
    by: Actor
    now: datetime
    tell: Callable[[Application], None]
    seen: datetime | None = None

    @property
    def staff_id(self) -> int:
        return int(self.by.id)

    def take_up(self, application_id: int) -> Application:
        """Nobody else works on it from now on; what was sent back by oneself is called back."""
        application = self._enter(application_id, (S.PAID, S.RETURNED))
        if application.state == S.RETURNED:
            self._expect_own(application)
        return self._move(application, S.IN_REVIEW, CertificateAction.TAKEN_UP)

    def put_back(self, application_id: int) -> Application:
        """Anybody may have it; colleagues do this, too, for somebody who is away."""
        application = self._enter(application_id, (S.IN_REVIEW,))
        holder = application.staff_id
        self._move(application, S.PAID, CertificateAction.PUT_BACK, old={"staff_id": holder}, is_told=False)
        return application

    def issue(self, application_id: int) -> Application:
        """It is right, and made."""
        application = self._enter(application_id, (S.IN_REVIEW,))
        self._expect_own(application)
        return self._move(application, S.ISSUED, CertificateAction.ISSUED)

    def send_back(self, application_id: int, field: str, reason: str, fields: Collection[str]) -> Application:
        """The citizen has this one of the form's `fields` to correct. `reason` is shown to them."""
        reason = _read_reason(reason)
        if field not in fields:
            raise Unfit("field")
        application = self._enter(application_id, (S.IN_REVIEW,))
        self._expect_own(application)
        return self._move(application, S.RETURNED, CertificateAction.SENT_BACK, field=field, reason=reason)

    def reject(self, application_id: int, reason: str) -> Application:
        """It can't be issued: all that was paid goes back. `reason` is shown to the citizen."""
        reason = _read_reason(reason)
        payment = self._enter_payment(application_id)
        application = self._enter(application_id, OPEN)
        self._expect_own(application)
        yen = self._give_back(payment)
        state = S.REFUND_PENDING if yen else S.CANCELLED
        return self._move(application, state, CertificateAction.REJECTED, reason=reason, new={"refund_yen": yen})

    def mark_sent(self, application_id: int, tracking: str = "") -> Application:
        """It is in the post, under this number if it has one."""
        tracking = read_tracking(tracking)
        application = self._enter(application_id, (S.ISSUED,))
        if application.delivery != Delivery.POST:
            raise Unfit("delivery")
        application.tracking = tracking
        return self._move(application, S.SENT, CertificateAction.SENT)

    def mark_collected(self, application_id: int, paid_yen: int = 0) -> Application:
        """It was handed over; `paid_yen` is what was paid at the counter just then."""
        application = self._enter(application_id, (S.ISSUED,))
        return self._move(application, S.COLLECTED, CertificateAction.COLLECTED, new={"paid_yen": paid_yen})

    def _enter(self, application_id: int, states: Collection[ApplicationState]) -> Application:
        application = enter(self.session, application_id)
        if application.state not in states or self.seen not in (None, application.changed_at):
            raise WrongState(f"application {application_id} is {application.state} by now")
        return application

    def _expect_own(self, application: Application) -> None:
        if application.staff_id != self.staff_id:
            raise WrongState(f"application {application.id} is somebody else's")

    def _enter_payment(self, application_id: int) -> Payment | None:
        """Before the application, as whoever settles a payment does, so that two never wait for each other."""
        found = find_payment(self.session, KIND, application_id)
        return enter_payment(self.session, found.id) if found and found.id else None

    def _give_back(self, payment: Payment | None) -> int:
        """The yen that go back; what nobody has paid yet can't be paid any more."""
        if payment is None or payment.id is None:
            return 0
        if payment.state in (*PAYABLE, PaymentState.PROCESSING):
            cancel_payment(self.session, payment.id, self.now)
        if left := count_left(self.session, payment):
            by = self.by.id  # the entry of the refusal says it, with the sum
            request_refund(self.session, payment.id, left, reason="rejected", requested_by=by, now=self.now)
        return left

    def _move(
        self,
        application: Application,
        state: ApplicationState,
        action: CertificateAction,
        *,
        field: str = "",
        reason: str = "",
        old: dict[str, Any] | None = None,
        new: dict[str, Any] | None = None,
        is_told: bool = True,
    ) -> Application:
        before = application.state
        move(self.session, application, state, By("staff", self.staff_id), self.now, field=field, reason=reason)
        if is_told:
            self.tell(application)
        record(
            self.session,
            self.by,
            action,
            object_kind=OBJECT,
            object_id=str(application.id),
            conversation_id=application.conversation_id,
            purpose=Purpose.APPLICATION,
            fields=(field,) if field else (),
            old={"state": before, **(old or {})},
            new={"state": state, **(new or {})},
            now=self.now,
        )
        return application


def read_tracking(typed: str) -> str:
    """A number of the postal service, without spaces and hyphens; empty for none. Raises Unfit."""
    number = re.sub(r"[\s\-\u2010-\u2015\u2212\u30fc]", "", unicodedata.normalize("NFKC", typed)).upper()
    if number and not _TRACKING.fullmatch(number):
        raise Unfit("tracking")
    return number


def _read_reason(typed: str) -> str:
    reason = typed.strip()
    if not 0 < len(reason) <= LONGEST_REASON:
        raise Unfit("reason")
    return reason
