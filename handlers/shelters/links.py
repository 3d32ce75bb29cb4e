"""Addresses: our page with all shelters, and a map of one place."""

from __future__ import annotations

from urllib.parse import urlencode

from bot.signed_ids import sign_id

PATH = "/shelters"
CHECK_IN = f"{PATH}/check-in"
FAMILY = f"{PATH}/family"
DOOR, TABLET = "shelter door", "shelter tablet"


def page_url(public_url: str, language: str, **query: str) -> str:
    """With what was asked for, and the language of the conversation."""
    asked = {name: value for name, value in query.items() if value}
    return f"{public_url.rstrip('/')}{PATH}?{urlencode({**asked, 'lang': language})}"


def map_url(latitude: float, longitude: float) -> str:
    """OpenStreetMap with a pin; says nothing of where whoever opens it is."""
    return (
        f"https://www.openstreetmap.org/?mlat={latitude:.6f}&mlon={longitude:.6f}#map=17/{latitude:.6f}/{longitude:.6f}"
    )


def door_url(public_url: str, secret_key: str, shelter_id: int) -> str:
    """What the QR code at the door opens."""
    return f"{public_url.rstrip('/')}{CHECK_IN}/{sign_id(secret_key, DOOR, shelter_id)}"


def tablet_url(public_url: str, secret_key: str, shelter_id: int) -> str:
    """Where the tablet at the door enters who has no phone; whoever has it may enter people, and see none."""
    return f"{public_url.rstrip('/')}{CHECK_IN}/{sign_id(secret_key, TABLET, shelter_id)}"
