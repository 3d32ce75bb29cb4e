"""Signed links to the calendar file of a reservation; they live as long as the reservation."""

from __future__ import annotations

from itsdangerous import BadSignature, URLSafeSerializer

SALT = "card_center"


def calendar_url(public_url: str, secret_key: str, reservation_id: int) -> str:
    """Where the file is."""
    return f"{public_url.rstrip('/')}/card-center/{sign_reservation(secret_key, reservation_id)}/reservation.ics"


def sign_reservation(secret_key: str, reservation_id: int) -> str:
    return str(URLSafeSerializer(secret_key, salt=SALT).dumps(reservation_id))


def read_token(secret_key: str, token: str) -> int | None:
    """The reservation that a token opens; None when it is forged or damaged."""
    try:
        value = URLSafeSerializer(secret_key, salt=SALT).loads(token)
    except BadSignature:
        return None
    return value if isinstance(value, int) else None
