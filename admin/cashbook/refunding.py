"""Giving money back: what was typed is shown once more, and done once, however often the button is pressed."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from admin.cashbook.showing import Showing
from admin.house import AdminHouse
from admin.page import Errors, Words, render, tell
from admin.visit import current_staff
from bot.errors import UserError
from bot.models.payments import SETTLED, Payment
from bot.models.staff import Role
from bot.services.audit import Actor
from bot.services.payments.opening import enter
from bot.services.payments.reading import find_history, get_payment
from bot.services.payments.refunds import TOPIC, count_left, request_refund

LONGEST_REASON = 200
SERVICE = "cashbook"


@dataclass(frozen=True)
class Asked:
    """What the form says, checked."""

    yen: int
    reason: str


class Wrong(UserError):
    """Beside which field it is said."""

    def __init__(self, field: str, text_key: str, **values: object) -> None:
        super().__init__(text_key, **values)
        self.field = field


@dataclass(frozen=True)
class Refunding:
    house: AdminHouse

    def show(self, payment_id: int, errors: Errors | None = None) -> ResponseReturnValue:
        """The payment's page, with the form."""
        with self.house.database.read() as session:
            payment = get_payment(session, payment_id)
            history, left = find_history(session, payment), count_left(session, payment)
            session.expunge_all()
        return render(
            self.house,
            "cashbook/payment.html",
            422 if errors else 200,
            showing=Showing(Words(self.house)),
            payment=payment,
            history=history,
            left=left,
            has_receipt=payment.state in SETTLED,
            typed=request.form,
            errors=errors or {},
            longest_reason=LONGEST_REASON,
        )

    def check_refund(self, payment_id: int) -> ResponseReturnValue:
        """The second page: what will be given back, and what is left then."""
        try:
            with self.house.database.read() as session:
                payment = get_payment(session, payment_id)
                left = count_left(session, payment)
                asked = read_asked(left)
                session.expunge(payment)
        except Wrong as wrong:
            return self._say(payment_id, wrong)
        showing = Showing(Words(self.house))
        return render(self.house, "cashbook/confirm.html", showing=showing, payment=payment, asked=asked, left=left)

    def give_back(self, payment_id: int) -> ResponseReturnValue:
        """Asked for and in the audit log, in one transaction; the worker asks the provider."""
        try:
            with self.house.database.write() as session:
                payment = enter(session, payment_id)
                asked = self._read_unchanged(session, payment)
                now = self.house.clock()
                request_refund(session, payment_id, asked.yen, reason=asked.reason, by=act_as_cashier(), now=now)
        except Wrong as wrong:
            return self._say(payment_id, wrong)
        self.house.bell.ring(TOPIC)
        tell(self.house, "cashbook.refund_requested", yen=Showing(Words(self.house)).yen(asked.yen))
        return redirect(url_for("admin.cashbook.show_payment", payment_id=payment_id), 303)

    def _read_unchanged(self, session: Session, payment: Payment) -> Asked:
        """Whoever presses twice, or after a colleague, has seen another sum than what is left by now."""
        left = count_left(session, payment)
        if request.form.get("left") != str(left):
            raise Wrong("yen", "cashbook.left_changed", left=f"{left:,}")
        return read_asked(left)

    def _say(self, payment_id: int, wrong: Wrong) -> ResponseReturnValue:
        return self.show(payment_id, {wrong.field: (wrong.text_key, wrong.values)})


def read_asked(left: int) -> Asked:
    """The form that was sent. Raises Wrong for a sum that can't be given back, and without a reason."""
    written = unicodedata.normalize("NFKC", request.form.get("yen", "")).replace(",", "").strip()
    yen = int(written) if written.isascii() and written.isdigit() and len(written) <= 9 else 0
    if not 0 < yen <= left:
        raise Wrong("yen", "cashbook.yen_wrong" if left else "cashbook.nothing_left", left=f"{left:,}")
    reason = " ".join(request.form.get("reason", "").split())
    if not reason or len(reason) > LONGEST_REASON:
        raise Wrong("reason", "cashbook.reason_wrong", longest=LONGEST_REASON)
    return Asked(yen, reason)


def act_as_cashier() -> Actor:
    """Who gives back, in the department for which they have the role."""
    staff = current_staff()
    places = sorted(grant.department for grant in staff.grants if grant.service == SERVICE)
    return staff.act_as(places[0] if places else "", Role.SERVICE)
