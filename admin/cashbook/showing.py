"""How payments look: states as words with a colour, sums, methods, and what a line was for."""

from __future__ import annotations

from dataclasses import dataclass

from admin.page import Words
from bot.models.payments import AttemptState, PaymentState, RefundState
from bot.payments.words import name_line, name_method

_GOOD = (PaymentState.PAID, AttemptState.PAID, RefundState.SUCCEEDED)
_WAITING = (PaymentState.PROCESSING, RefundState.REQUESTED, RefundState.PENDING)
_BAD = (AttemptState.MISMATCH, PaymentState.FAILED)


@dataclass(frozen=True)
class Showing:
    words: Words

    def colour(self, state: str) -> str:
        """The kind of a badge."""
        kinds = {"good": _GOOD, "waiting": _WAITING, "bad": _BAD}
        return next((kind for kind, states in kinds.items() if state in states), "")

    def yen(self, amount: int) -> str:
        return self.words.text("yen", yen=f"{amount:,}")

    def method(self, method: str) -> str:
        return name_method(self.words.house.texts, self.words.language, method) if method else ""

    def line(self, text_key: str) -> str:
        return name_line(self.words.house.texts, self.words.house.city, self.words.language, text_key)
