"""The address of one report's page: whoever has it sees how the report stands, and may add to it."""

from __future__ import annotations

from bot.signed_ids import sign_id

PATH = "/reports"
KIND = "damage-report"


def report_url(public_url: str, secret_key: str, report_id: int, language: str = "") -> str:
    query = f"?lang={language}" if language else ""
    return f"{public_url.rstrip('/')}{PATH}/{sign_id(secret_key, KIND, report_id)}{query}"
