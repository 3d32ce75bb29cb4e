"""Pictures and files that staff sent: kept with the conversation, found by their address."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlmodel import Session, select

from bot.forms.attachments import Attachment
from bot.models.sent_file import SentFile

KEY_BYTES = 16


def keep_file(session: Session, conversation_id: int, attached: Attachment, now: datetime) -> SentFile:
    """Under an address that nobody can guess."""
    kept = SentFile(
        conversation_id=conversation_id,
        key=secrets.token_urlsafe(KEY_BYTES),
        media_type=attached.media_type,
        name=attached.name,
        content=attached.content,
        preview=attached.preview,
        at=now,
    )
    session.add(kept)
    return kept


def find_file(session: Session, key: str) -> SentFile | None:
    """None for one that was deleted or never was."""
    return session.exec(select(SentFile).where(SentFile.key == key)).first()
