"""Addresses: our page with all shelters, and a map of one place."""

from __future__ import annotations

from urllib.parse import urlencode

PATH = "/shelters"


def page_url(public_url: str, language: str, **query: str) -> str:
    """With what was asked for, and the language of the conversation."""
    asked = {name: value for name, value in query.items() if value}
    return f"{public_url.rstrip('/')}{PATH}?{urlencode({**asked, 'lang': language})}"


def map_url(latitude: float, longitude: float) -> str:
    """OpenStreetMap with a pin; says nothing of where whoever opens it is."""
    return (
        f"https://www.openstreetmap.org/?mlat={latitude:.6f}&mlon={longitude:.6f}#map=17/{latitude:.6f}/{longitude:.6f}"
    )
