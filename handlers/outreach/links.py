"""Signed links to the calendar file of an outreach lecture; they live as long as the request."""

from __future__ import annotations

from bot.signed_ids import sign_id

KIND = "outreach"


def calendar_url(public_url: str, secret_key: str, request_id: int) -> str:
    """Where the file is."""
    return f"{public_url.rstrip('/')}/outreach/{sign_id(secret_key, KIND, request_id)}/lecture.ics"
