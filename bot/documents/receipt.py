"""The receipt of a payment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.clock import TOKYO
from bot.documents.office import Office
from bot.documents.typesetting import typeset
from bot.documents.wording import DocumentWords, Wording
from bot.texts import Texts


@dataclass(frozen=True)
class ReceiptLine:
    """`yen` is for all `count` of it."""

    name: Wording
    count: int
    yen: int


@dataclass(frozen=True)
class Refund:
    """What was given back, and when."""

    at: datetime
    yen: int


@dataclass(frozen=True)
class Receipt:
    """Nothing in it is personal but `addressee`, a name that a citizen wants on it; without one nobody is named."""

    language: str
    number: str
    paid_at: datetime
    method: Wording
    lines: Sequence[ReceiptLine]
    office: Office
    refunds: Sequence[Refund] = ()
    addressee: str = ""

    @property
    def paid_yen(self) -> int:
        return sum(line.yen for line in self.lines)

    @property
    def refunded_yen(self) -> int:
        return sum(refund.yen for refund in self.refunds)


def make_receipt(texts: Texts, receipt: Receipt) -> bytes:
    """A PDF/UA of one page in most cases, in the receipt's language and Japanese; the same bytes for the same data."""
    words = DocumentWords(texts, receipt.language)
    left = receipt.paid_yen - receipt.refunded_yen
    said = {
        **words.tag(),
        "words": {name: words.say(f"receipt_{name}").to_json() for name in _WORDS},
        "banner": _find_banner(words, receipt),
        "title": words.say("receipt_title").own,
        "number": receipt.number,
        "addressee": words.say("receipt_for", name=receipt.addressee).to_json() if receipt.addressee else None,
        "paid_on": words.say_day(receipt.paid_at.astimezone(TOKYO).date()).to_json(),
        "method": receipt.method.to_json(),
        "lines": [
            {"name": line.name.to_json(), "count": str(line.count), "yen": f"{line.yen:,}"} for line in receipt.lines
        ],
        "paid": words.say_yen(receipt.paid_yen).to_json(),
        "paid_yen": f"{receipt.paid_yen:,}",
        "refunds": [
            {"day": words.say_day(one.at.astimezone(TOKYO).date()).to_json(), "yen": f"{one.yen:,}"}
            for one in receipt.refunds
        ],
        "left_yen": f"{left:,}",
        "office": receipt.office.to_json(),
    }
    return typeset("receipt", said, max([receipt.paid_at, *(one.at for one in receipt.refunds)]))


_WORDS = (
    *("title", "number", "amount", "received", "paid_on", "method", "item", "count", "yen", "total"),
    *("refunds", "refunded_on", "left", "issuer", "telephone", "electronic"),
)


def _find_banner(words: DocumentWords, receipt: Receipt) -> dict[str, str] | None:
    """What became of it, where it can't be overlooked."""
    if not receipt.refunds:
        return None
    is_whole = receipt.refunded_yen >= receipt.paid_yen
    return words.say("receipt_refunded" if is_whole else "receipt_partly_refunded").to_json()
