"""What the machine can't settle by itself, in one list: each with what is the matter and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from bot.models.payments import PaymentComparison
from bot.services.payments.differences import Kind
from bot.services.payments.opening import find_by_reference
from bot.services.payments.reading import find_comparison, list_failed_refunds, list_mismatches

MISMATCH, REFUND_FAILED = "mismatch", "refund_failed"
_LISTED_BEFORE = (Kind.REFUND_FAILED,)  # by their own rows, which are never older


@dataclass(frozen=True)
class Matter:
    """`kind` names its texts; `yen` is ours and, where the provider has another sum, `there_yen` theirs."""

    kind: str
    reference: str
    payment_id: int | None
    yen: int
    at: datetime | None
    there_yen: int | None = None
    why: str = ""  # the provider's word for it


def list_attention(session: Session) -> list[Matter]:
    """Mismatches, refunds that failed, and what the last comparison left for people."""
    matters = [
        Matter(MISMATCH, payment.reference, payment.id, attempt.amount_yen, attempt.checked_at)
        for payment, attempt in list_mismatches(session)
    ]
    matters += [
        Matter(REFUND_FAILED, payment.reference, payment.id, refund.amount_yen, refund.changed_at, why=why)
        for payment, refund in list_failed_refunds(session)
        for why in [refund.failure_reason]
    ]
    comparison = find_comparison(session)
    return [*matters, *(_list_differences(session, comparison, {one.reference for one in matters}))]


def _list_differences(session: Session, comparison: PaymentComparison | None, known: set[str]) -> Iterator[Matter]:
    for one in comparison.report.get("differences", ()) if comparison else ():
        if one["is_repaired"] or one["kind"] in _LISTED_BEFORE or one["reference"] in known:
            continue
        payment = find_by_reference(session, one["reference"])
        yield Matter(
            one["kind"],
            one["reference"],
            payment.id if payment else None,
            one["here_yen"],
            comparison.made_at if comparison else None,
            one["there_yen"],
        )
