"""Signed links to an application's page; they live as long as the application."""

from __future__ import annotations

from bot.signed_ids import sign_id

KIND = "certificate"


def passport_url(public_url: str, secret_key: str, application_id: int) -> str:
    """Where a citizen sees how their application stands."""
    return f"{public_url.rstrip('/')}/certificates/{sign_id(secret_key, KIND, application_id)}"
