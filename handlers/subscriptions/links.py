"""Signed, short-lived links to the page on which one citizen chooses."""

from __future__ import annotations

from itsdangerous import BadSignature, URLSafeTimedSerializer

SALT = "subscriptions"
LIFE_SECONDS = 30 * 60
PATH = "/subscriptions"


def page_url(public_url: str, secret_key: str, conversation_id: int, language: str) -> str:
    token = str(URLSafeTimedSerializer(secret_key, salt=SALT).dumps(conversation_id))
    return f"{public_url.rstrip('/')}{PATH}/{token}?lang={language}"


def read_token(secret_key: str, token: str) -> int | None:
    """The conversation a token opens; None when it is forged, damaged or too old."""
    try:
        value = URLSafeTimedSerializer(secret_key, salt=SALT).loads(token, max_age=LIFE_SECONDS)
    except BadSignature:  # SignatureExpired is one
        return None
    return value if isinstance(value, int) else None
