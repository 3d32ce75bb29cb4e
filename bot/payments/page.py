"""`/pay/<token>`: what a citizen owes, the button that leads to the provider, and what became of it.

Public: the signed token is the key. Nothing on it says who ordered.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError

from bot.city import City
from bot.errors import MadoguchiError, TemporaryFault
from bot.headers import keep_private, make_policy
from bot.models.payments import LIVE, PAYABLE, SETTLED, AttemptState, Payment, PaymentState
from bot.pages import html_lang
from bot.payments.receipts import FOR_FILES, PDF, Receipts, send_receipt
from bot.payments.words import PaymentWords
from bot.services.payments.attempts import find_in
from bot.services.payments.cashier import Cashier
from bot.services.payments.links import read_token, sign_reference
from bot.services.payments.opening import find_by_reference
from bot.services.payments.subjects import NotPayable
from bot.texts import Texts

log = logging.getLogger(__name__)

BACK = "back"  # in the address by which the provider sends a citizen back
LOOKED_AT = "looked_at"
LONGEST_NAME = 60


@dataclass(frozen=True)
class PaymentPage:
    """`pages` is the origin of the provider's payment pages, to which the form leads."""

    cashier: Cashier
    texts: Texts
    city: City
    secret_key: str
    pages: str

    @property
    def receipts(self) -> Receipts:
        return Receipts(self.cashier.database, self.texts, self.city, self.cashier.subjects.find_department)

    def create_blueprint(self) -> Blueprint:
        """404 for a token that is not ours."""
        blueprint = Blueprint(
            "payments", __name__, template_folder="templates", static_folder="static", static_url_path="/pay/static"
        )
        blueprint.add_url_rule("/pay/<token>", "show", self.show, methods=["GET"])
        blueprint.add_url_rule("/pay/<token>", "pay", self.pay, methods=["POST"])
        blueprint.add_url_rule("/pay/<token>/receipt.pdf", "show_receipt", self.show_receipt, methods=["GET", "POST"])
        blueprint.register_error_handler(CSRFError, self._ask_again)
        blueprint.after_request(self._add_headers)
        return blueprint

    def show(self, token: str) -> ResponseReturnValue:
        """What is owed, or what became of it; whoever comes back from the provider need not wait for its webhook."""
        payment = self._find(token)
        if BACK in request.args and payment.state == PaymentState.OPEN:
            payment = self._look(payment)
        return self._render(payment)

    def pay(self, token: str) -> ResponseReturnValue:
        """On to the provider; 409 when there is nothing to pay, 503 when the provider does not answer."""
        payment = self._find(token)
        try:
            return redirect(self.cashier.start(payment.reference), 303)
        except NotPayable as reason:
            is_odd = str(reason) == AttemptState.MISMATCH
            return self._render(self._find(token), 409, LOOKED_AT if is_odd else "")
        except TemporaryFault as fault:
            log.error("payment %s can't be begun now: %s", payment.reference, fault)
            return self._render(payment, 503, "not_now")

    def show_receipt(self, token: str) -> ResponseReturnValue:
        """The receipt of what was paid, made anew for each who asks; 404 where nothing was.

        A name is posted, so that it stands in no address and no log, and is forgotten when it is printed.
        """
        payment = self._find(token)
        if payment.state not in SETTLED:
            abort(404)
        name = request.form.get("name", "").strip()[:LONGEST_NAME]
        return send_receipt(self.receipts.make(payment, name), payment)

    def _ask_again(self, _error: CSRFError) -> ResponseReturnValue:
        return redirect(url_for(".show", **(request.view_args or {})), 303)

    def _find(self, token: str) -> Payment:
        reference = read_token(self.secret_key, token) or abort(404)
        with self.cashier.database.read() as session:
            found = find_by_reference(session, reference) or abort(404)
            session.expunge(found)
        return found

    def _look(self, payment: Payment) -> Payment:
        with self.cashier.database.read() as session:
            attempt = find_in(session, payment, LIVE)
        try:
            if attempt is not None and attempt.session_id:
                self.cashier.refresh(attempt.session_id)
        except MadoguchiError as error:  # the webhook or reconciliation will tell
            log.warning("payment %s can't be looked at now: %s", payment.reference, error)
        with self.cashier.database.read() as session:
            return find_by_reference(session, payment.reference) or payment

    def _render(self, payment: Payment, status: int = 200, fault: str = "") -> Response:
        words = PaymentWords(self.texts, self.city, payment)
        lines, is_payable = payment.lines, payment.state in PAYABLE and fault != LOOKED_AT
        if is_payable:
            try:
                lines = self.cashier.quote(payment).to_json()
            except NotPayable:
                is_payable, fault = False, "not_offered"
        page = render_template(
            "payments/page.html",
            html_lang=html_lang(words.language),
            t=words.text,
            name_line=words.line,
            yen=words.yen,
            payment=payment,
            lines=lines,
            amount_yen=sum(line["yen"] for line in lines),
            is_payable=is_payable,
            fault=fault,
            receipt=self._link_receipt(payment),
            longest_name=LONGEST_NAME,
        )
        return make_response(page, status)

    def _link_receipt(self, payment: Payment) -> str:
        if payment.state not in SETTLED:
            return ""
        return url_for(".show_receipt", token=sign_reference(self.secret_key, payment.reference))

    def _add_headers(self, response: Response) -> Response:
        policy = FOR_FILES if response.mimetype == PDF else make_policy(f"'self' {self.pages}")
        response.headers.update(keep_private(policy))
        return response
