"""Signed links to the calendar file of a reservation; they live as long as the reservation."""

from __future__ import annotations

from bot.signed_ids import sign_id

KIND = "card_center"


def calendar_url(public_url: str, secret_key: str, reservation_id: int) -> str:
    """Where the file is."""
    return f"{public_url.rstrip('/')}/card-center/{sign_id(secret_key, KIND, reservation_id)}/reservation.ics"
