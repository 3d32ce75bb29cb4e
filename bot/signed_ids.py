"""Signed ids: whoever has the link may see the thing, and nobody can make one up. They live as long as the thing."""

from __future__ import annotations

from itsdangerous import BadSignature, URLSafeSerializer


def sign_id(secret_key: str, kind: str, id: int) -> str:
    """The token of one thing of a kind, such as `certificate`."""
    return str(URLSafeSerializer(secret_key, salt=kind).dumps(id))


def read_id(secret_key: str, kind: str, token: str) -> int | None:
    """What a token opens; None when it is forged, damaged, or of another kind."""
    try:
        value = URLSafeSerializer(secret_key, salt=kind).loads(token)
    except BadSignature:
        return None
    return value if isinstance(value, int) else None
