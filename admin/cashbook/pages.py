"""`/admin/payments`: the payments, the last changed first, and above them what needs people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue

from admin.audit.pages import start_of
from admin.cashbook.attention import list_attention
from admin.cashbook.refunding import Refunding
from admin.cashbook.showing import Showing
from admin.house import AdminHouse
from admin.page import Words, render
from admin.section import add_routes
from bot.errors import NotFound
from bot.models.payments import SETTLED, PaymentState
from bot.payments.receipts import Receipts, send_receipt
from bot.services.payments.reading import Position, Wanted, find_comparison, get_payment, list_payments

LONGEST = 40  # characters of a filter


def create_blueprint(house: AdminHouse) -> Blueprint:
    """For the staff of the cash office; nothing here says who ordered."""
    pages, refunding = _Pages(house), Refunding(house)
    blueprint = Blueprint("cashbook", __name__, url_prefix="/payments", template_folder="templates")
    add_routes(
        blueprint,
        (
            ("GET", "", pages.show_list),
            ("GET", "/<int:payment_id>", pages.show_payment),
            ("GET", "/<int:payment_id>/receipt.pdf", pages.show_receipt),
            ("POST", "/<int:payment_id>/refund/check", refunding.check_refund),
            ("POST", "/<int:payment_id>/refund", refunding.give_back),
        ),
    )
    blueprint.register_error_handler(NotFound, lambda _: render(house, "admin/missing.html", 404))
    return blueprint


@dataclass(frozen=True)
class _Pages:
    house: AdminHouse

    def show_list(self) -> ResponseReturnValue:
        """A page of them; filters and the place in the list are in the address."""
        words = Words(self.house)
        with self.house.database.read() as session:
            page = list_payments(session, read_wanted(), read_position(request.args.get("before", "")))
            attention, comparison = list_attention(session), find_comparison(session)
            session.expunge_all()
        return render(
            self.house,
            "cashbook/list.html",
            showing=Showing(words),
            payments=page.payments,
            older=f"{page.older.at.isoformat()} {page.older.id}" if page.older else "",
            attention=attention,
            comparison=comparison,
            states=[(str(state), words.text(f"state_{state}")) for state in PaymentState],
        )

    def show_payment(self, payment_id: int) -> ResponseReturnValue:
        """One, with its tries, refunds and events, and the form to give back."""
        return Refunding(self.house).show(payment_id)

    def show_receipt(self, payment_id: int) -> ResponseReturnValue:
        """As the citizen gets it, to be kept; 404 where nothing was paid."""
        with self.house.database.read() as session:
            payment = get_payment(session, payment_id)
            session.expunge(payment)
        if payment.state not in SETTLED:
            abort(404)
        house = self.house
        receipts = Receipts(house.database, house.texts, house.city, house.find_issuer)
        return send_receipt(receipts.make(payment), payment, "attachment")


def read_wanted() -> Wanted:
    """What the address asks for; days are Tokyo's, and both are included."""
    asked = {name: value.strip()[:LONGEST] for name, value in request.args.items()}
    return Wanted(
        state=asked.get("state", ""),
        reference=asked.get("number", "").upper(),
        since=start_of(asked.get("since", ""), 0),
        until=start_of(asked.get("until", ""), 1),
    )


def read_position(written: str) -> Position | None:
    """Where the list goes on; from the beginning for what can't be read."""
    at, _, id = written.rpartition(" ")
    try:
        found = Position(datetime.fromisoformat(at), int(id)) if at else None
    except ValueError:
        return None
    return found if found and found.at.tzinfo else None
