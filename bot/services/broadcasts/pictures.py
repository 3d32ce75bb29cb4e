"""Pictures for messages to many that somebody chose from their own files: kept, and shown at an address of ours."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlmodel import Session, select

from bot.forms.photos import read_photo, shrink_photo
from bot.models.broadcasts import BroadcastPicture

KEY_BYTES = 16
PREVIEW_BYTES = 256 * 1024  # of the megabyte that LINE takes
PATH = "/sent/"


def make_picture(data: bytes, staff_id: int, now: datetime) -> BroadcastPicture:
    """A JPEG in LINE's sizes, without what the camera has written into it. Slow; raises UserError with the reason."""
    content = read_photo(data).content
    return BroadcastPicture(
        key=secrets.token_urlsafe(KEY_BYTES),
        content=content,
        preview=shrink_photo(content, PREVIEW_BYTES),
        staff_id=staff_id,
        at=now,
    )


def find_picture(session: Session, key: str) -> BroadcastPicture | None:
    return session.exec(select(BroadcastPicture).where(BroadcastPicture.key == key)).first()


def find_base(public_url: str) -> str:
    """With what the addresses of our pictures begin."""
    return f"{public_url.rstrip('/')}{PATH}"


def find_preview(url: str, base: str) -> str:
    """The smaller one of ours; of others' the picture itself."""
    return f"{url}/preview" if url.startswith(base) else url
