"""Links to our own page of a payment; they live as long as the payment, so "pay again" is the same link."""

from __future__ import annotations

from itsdangerous import BadSignature, URLSafeSerializer

SALT = "payment"


def payment_url(public_url: str, secret_key: str, reference: str) -> str:
    """Where a citizen pays, and sees what became of it."""
    return f"{public_url.rstrip('/')}/pay/{sign_reference(secret_key, reference)}"


def sign_reference(secret_key: str, reference: str) -> str:
    return str(URLSafeSerializer(secret_key, salt=SALT).dumps(reference))


def read_token(secret_key: str, token: str) -> str | None:
    """The order number that a token opens; None when it is forged or damaged."""
    try:
        value = URLSafeSerializer(secret_key, salt=SALT).loads(token)
    except BadSignature:
        return None
    return value if isinstance(value, str) else None
