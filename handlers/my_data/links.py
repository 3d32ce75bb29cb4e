"""Signed, short-lived links to a citizen's own data."""

from __future__ import annotations

from itsdangerous import BadSignature, URLSafeTimedSerializer

SALT = "my-data"
LIFE_SECONDS = 600


def sign_conversation(secret_key: str, conversation_id: int) -> str:
    """A token that opens the data of one conversation for ten minutes."""
    return str(URLSafeTimedSerializer(secret_key, salt=SALT).dumps(conversation_id))


def read_token(secret_key: str, token: str) -> int | None:
    """The conversation a token opens; None when it is forged, damaged or too old."""
    try:
        value = URLSafeTimedSerializer(secret_key, salt=SALT).loads(token, max_age=LIFE_SECONDS)
    except BadSignature:  # SignatureExpired is one
        return None
    return value if isinstance(value, int) else None
