"""A year of payments, for the pages of the cash office: paid by card, one in fifty given back in part."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import insert

from bot.clock import utc_now
from bot.db import Database
from bot.models.payments import Payment, PaymentState
from bot.services.payments.subjects import Line, Quote

QUOTE = Quote((Line("fee.resident_record", 1, 300), Line("certificates.line_postage", 1, 110)))
BATCH = 5_000
REFUNDED_YEN = 110


def fill(database: Database, count: int) -> None:
    """So many, spread over the year up to now."""
    for first in range(1, count + 1, BATCH):
        with database.write() as session:
            session.execute(insert(Payment), list(_make(range(first, min(first + BATCH, count + 1)), count)))


def _make(numbers: range, count: int) -> Iterator[dict[str, Any]]:
    now, lines = utc_now(), QUOTE.to_json()
    for number in numbers:
        is_partly = number % 50 == 0
        at = now - timedelta(minutes=(count - number) * 525_600 // count)
        yield {
            "reference": f"P-BENCH-{number:05}",
            "subject_kind": "bench",
            "subject_id": number,
            "amount_yen": QUOTE.amount_yen,
            "lines": lines,
            "language": "ja",
            "state": PaymentState.PARTLY_REFUNDED if is_partly else PaymentState.PAID,
            "refunded_yen": REFUNDED_YEN if is_partly else 0,
            "attempts": 1,
            "method": "card",
            "created_at": at,
            "changed_at": at,
            "paid_at": at,
        }
