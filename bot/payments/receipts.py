"""A payment's receipt, from what the database has of it at this moment; none is stored."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from flask import Response
from sqlmodel import Session

from bot.city import City
from bot.db import Database
from bot.documents import Receipt, ReceiptLine, Refund, Wording, choose_language, find_office, make_receipt
from bot.documents.wording import JAPANESE
from bot.models.payments import Payment
from bot.payments.words import name_line, name_method
from bot.services.payments.refunds import list_given_back
from bot.texts import Texts

PDF = "application/pdf"
FOR_FILES = "base-uri 'none'; frame-ancestors 'none'"  # a browser's viewer is an object in a page of its own


@dataclass(frozen=True)
class Receipts:
    """`find_department` says which department issues the receipt."""

    database: Database
    texts: Texts
    city: City
    find_department: Callable[[Session, Payment], str]

    def make(self, payment: Payment, addressee: str = "") -> bytes:
        """The PDF of a payment that was paid; the same one as long as nothing is given back."""
        with self.database.read() as session:
            refunds = [Refund(one.changed_at, one.amount_yen) for one in list_given_back(session, payment)]
            department = self.find_department(session, payment)
        language = choose_language(self.texts, payment.language)
        receipt = Receipt(
            language=language,
            number=payment.reference,
            paid_at=payment.paid_at or payment.changed_at,
            method=self._name_method(language, payment.method),
            lines=tuple(self._list_lines(language, payment)),
            office=find_office(self.city, language, department),
            refunds=refunds,
            addressee=addressee,
        )
        return make_receipt(self.texts, receipt)

    def _name_method(self, language: str, method: str) -> Wording:
        return Wording(*(name_method(self.texts, one, method) for one in (language, JAPANESE)))

    def _list_lines(self, language: str, payment: Payment) -> Iterator[ReceiptLine]:
        """What was paid for. Where the bill has become another one since, the sum that was paid counts."""
        lines: list[dict[str, Any]] = payment.lines
        if sum(line["yen"] for line in lines) != payment.amount_yen:
            lines = [{"text_key": "payments.fee", "count": 1, "yen": payment.amount_yen}]
        for line in lines:
            yield ReceiptLine(self._name_line(language, line["text_key"]), line["count"], line["yen"])

    def _name_line(self, language: str, key: str) -> Wording:
        return Wording(*(name_line(self.texts, self.city, one, key) for one in (language, JAPANESE)))


def send_receipt(pdf: bytes, payment: Payment, how: str = "inline") -> Response:
    """To be looked at in the browser, or kept as an `attachment`; called by its number."""
    response = Response(pdf, mimetype=PDF)
    response.headers["Content-Disposition"] = f'{how}; filename="receipt-{payment.reference}.pdf"'
    return response
