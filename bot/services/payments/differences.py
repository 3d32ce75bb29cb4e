"""What may differ between here and the provider."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    NOT_HERE = "paid_there_not_here"
    NOT_THERE = "paid_here_not_there"
    UNKNOWN = "unknown_order"  # paid there for an order we do not have
    AMOUNT = "amount_differs"
    REFUND_NOT_HERE = "refund_there_not_here"
    REFUND_NOT_THERE = "refund_here_not_there"
    REFUND_FAILED = "refund_failed"


@dataclass(frozen=True)
class Difference:
    """`reference` is the order number, or the provider's id where there is none."""

    kind: str
    reference: str
    here_yen: int
    there_yen: int
    is_repaired: bool = False
