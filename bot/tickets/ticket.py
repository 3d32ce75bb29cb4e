"""What a ticket's QR code says: which reservation, when, how many. Nobody's name, and nothing of what for.

One line of the signs that a QR code holds most densely, in fields divided by `.`:

    MADO1.KEY.NUMBER.TIMEFRAME.STARTS.UNITS.ISSUED.SIGNATURE

TIMEFRAME, STARTS (minutes since 1970), UNITS and ISSUED (seconds since 1970) are in base 36. The signature is ECDSA
over P-256 and SHA-256 of everything before its dot, 64 bytes (r and s) in base 32 without padding: what WebCrypto
verifies in every browser. `admin/arrivals/static/ticket.js` reads the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.models.reservations import Reservation, Timeframe

VERSION = "MADO1"
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_NUMBER = re.compile(r"[A-Z0-9-]{1,24}")
LONGEST = 240


@dataclass(frozen=True)
class Ticket:
    """`issued_at` is when the reservation was last changed: a ticket of before a move is of another timeframe."""

    number: str
    timeframe_id: int
    starts_at: datetime
    units: int
    issued_at: datetime


def make_ticket(reservation: Reservation, timeframe: Timeframe) -> Ticket:
    issued_at = reservation.changed_at.replace(microsecond=0)
    return Ticket(reservation.number, timeframe.id or 0, timeframe.starts_at, reservation.units, issued_at)


def write_body(ticket: Ticket, key_id: str) -> str:
    """All but the signature."""
    starts, issued = int(ticket.starts_at.timestamp()) // 60, int(ticket.issued_at.timestamp())
    numbers = (ticket.timeframe_id, starts, ticket.units, issued)
    timeframe, start, units, issue = map(_to_base36, numbers)
    return ".".join((VERSION, key_id, ticket.number, timeframe, start, units, issue))


def split(text: str) -> tuple[str, str, str] | None:
    """(key's id, body, signature) of what may be a ticket; None for what is none."""
    fields = text.split(".")
    if len(text) > LONGEST or len(fields) != 8 or fields[0] != VERSION:
        return None
    return fields[1], text.rpartition(".")[0], fields[-1]


def read_body(body: str) -> Ticket | None:
    """None for what no ticket of ours says."""
    _, _, number, *numbers = body.split(".")
    if not _NUMBER.fullmatch(number) or not all(re.fullmatch(r"[0-9A-Z]{1,9}", one) for one in numbers):
        return None
    timeframe_id, starts, units, issued = (int(one, 36) for one in numbers)
    try:
        starts_at, issued_at = datetime.fromtimestamp(starts * 60, UTC), datetime.fromtimestamp(issued, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return Ticket(number, timeframe_id, starts_at, units, issued_at)


def _to_base36(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = _DIGITS[rest] + digits
    return digits or "0"
