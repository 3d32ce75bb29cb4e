"""Signed links to an application's page; they live as long as the application."""

from __future__ import annotations

from itsdangerous import BadSignature, URLSafeSerializer

SALT = "certificate"


def passport_url(public_url: str, secret_key: str, application_id: int) -> str:
    """Where a citizen sees how their application stands."""
    return f"{public_url.rstrip('/')}/certificates/{sign_application(secret_key, application_id)}"


def sign_application(secret_key: str, application_id: int) -> str:
    return str(URLSafeSerializer(secret_key, salt=SALT).dumps(application_id))


def read_token(secret_key: str, token: str) -> int | None:
    """The application that a token opens; None when it is forged or damaged."""
    try:
        value = URLSafeSerializer(secret_key, salt=SALT).loads(token)
    except BadSignature:
        return None
    return value if isinstance(value, int) else None
