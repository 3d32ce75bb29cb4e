"""Signed links from a conversation: to the calendar file of a reservation, which lives as long as that, and to the page
on which a time is chosen, as long as the conversation is about it."""

from __future__ import annotations

from itsdangerous import BadSignature, URLSafeTimedSerializer

from bot.signed_ids import sign_id

KIND = "card_center"
_TIMES = "card_center_times"
_LIFE_SECONDS = 60 * 60  # no longer than a session of a conversation


def calendar_url(public_url: str, secret_key: str, reservation_id: int) -> str:
    """Where the file is."""
    return f"{public_url.rstrip('/')}/card-center/{sign_id(secret_key, KIND, reservation_id)}/reservation.ics"


def times_url(public_url: str, secret_key: str, conversation_id: int) -> str:
    """Where a citizen chooses a time; whoever has the address chooses for them."""
    return f"{public_url.rstrip('/')}/card-center/{_times(secret_key).dumps(conversation_id)}/times"


def read_times_token(secret_key: str, token: str) -> int | None:
    """The conversation; None when the token is forged, damaged or too old."""
    try:
        found = _times(secret_key).loads(token, max_age=_LIFE_SECONDS)
    except BadSignature:  # SignatureExpired is one
        return None
    return found if isinstance(found, int) else None


def _times(secret_key: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret_key, salt=_TIMES)
