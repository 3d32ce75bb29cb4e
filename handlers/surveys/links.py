"""The addresses of surveys."""

from __future__ import annotations

PATH = "/surveys"
RECEIPT = "survey-opinion"  # signed ids of this kind lead to what became of an opinion


def page_url(public_url: str, survey_id: int | None, language: str, token: str = "") -> str:
    """The page of a survey; `token` says that somebody may answer, and not who."""
    by = f"&p={token}" if token else ""
    return f"{public_url.rstrip('/')}{PATH}/{survey_id}?lang={language}{by}"
