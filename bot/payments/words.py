"""What citizens read about a payment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.city import City
from bot.dialogue.dates import say_moment
from bot.models.payments import Payment
from bot.texts import Texts

FEE = "fee."  # before the id of one of the city's fees, in the place of a text key


def name_line(texts: Texts, city: City, language: str, text_key: str) -> str:
    """What a line of a bill is for; "fee" where the city or the service has no such thing any more."""
    fee = city.find_fee(text_key.removeprefix(FEE)) if text_key.startswith(FEE) else None
    if fee is not None:
        return fee.name_in(language)
    return texts.get(language, text_key if texts.has(text_key) else "payments.fee")


def name_method(texts: Texts, language: str, method: str) -> str:
    """How it was paid, such as by card; of a kind that we don't know, online."""
    key = f"payments.method_{method}"
    return texts.get(language, key if method and texts.has(key) else "payments.method_online")


@dataclass(frozen=True)
class PaymentWords:
    """The wording about one payment, in its citizen's language."""

    texts: Texts
    city: City
    payment: Payment

    @property
    def language(self) -> str:
        known = self.payment.language in self.texts.languages
        return self.payment.language if known else "ja"

    def text(self, key: str, **values: object) -> str:
        full = key if "." in key else f"payments.{key}"
        return self.texts.get(self.language, full, **{**self._values(), **values})

    def line(self, text_key: str) -> str:
        """What a line of the bill is for."""
        return name_line(self.texts, self.city, self.language, text_key)

    def yen(self, amount: int) -> str:
        return self.texts.get(self.language, "payments.yen", yen=f"{amount:,}")

    def _values(self) -> dict[str, Any]:
        payment = self.payment
        deadline = say_moment(_Dates(self.texts, self.language), payment.pay_by) if payment.pay_by else ""
        return {
            "city": self.city.name_in(self.language),
            "phone": self.city.telephone,
            "number": payment.reference,
            "amount": self.yen(payment.amount_yen),
            "refunded": self.yen(payment.refunded_yen),
            "deadline": deadline,
        }


@dataclass(frozen=True)
class _Dates:
    texts: Texts
    language: str

    def text(self, key: str, **values: object) -> str:
        return self.texts.get(self.language, key, **values)
