"""The address of the page with a whole list."""

from __future__ import annotations

from urllib.parse import urlencode

from handlers.child_care.models import Kind

PATH = "/child-care"


def page_url(public_url: str, kind: Kind, language: str, **query: str) -> str:
    """With what was asked for, and the language of the conversation."""
    asked = {name: value for name, value in query.items() if value}
    return f"{public_url.rstrip('/')}{PATH}/{kind}?{urlencode({**asked, 'lang': language})}"
