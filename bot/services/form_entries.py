"""Forms being filled in, and what was sent."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from bot.db import insert_if_new
from bot.forms.photos import Photo
from bot.models.forms import EntryState, FormEntry, FormPhoto, VerifiedIdentity

DRAFT_DAYS = 7  # a form that nobody comes back to within a week is forgotten


def open_draft(session: Session, conversation_id: int, form: str, now: datetime, about: str = "") -> FormEntry:
    """The draft that is there, or a new one; one about something else is begun anew."""
    values = {
        "conversation_id": conversation_id,
        "form": form,
        "key": secrets.token_urlsafe(16),
        "state": EntryState.DRAFT,
        "number": "",
        "about": about,
        "content": {},
        "opened_at": now,
        "changed_at": now,
    }
    insert_if_new(session, FormEntry, values)
    same = (col(FormEntry.conversation_id) == conversation_id) & (col(FormEntry.form) == form)
    draft = session.exec(select(FormEntry).where(same, FormEntry.state == EntryState.DRAFT)).one()
    if about and draft.about != about:
        clear_draft(session, draft, now)
        session.refresh(draft)
        draft.about = about
    return draft


def find_entry(session: Session, key: str) -> FormEntry | None:
    return session.exec(select(FormEntry).where(FormEntry.key == key)).first()


def find_sent(session: Session, conversation_id: int, form: str, number: str = "") -> FormEntry | None:
    """What this conversation has sent under the number; without one what it has sent last."""
    own = col(FormEntry.conversation_id) == conversation_id, col(FormEntry.form) == form
    sent = select(FormEntry).where(*own, FormEntry.state == EntryState.SENT)
    wanted = sent.where(FormEntry.number == number) if number else sent
    return session.exec(wanted.order_by(col(FormEntry.id).desc())).first()


def save_draft(session: Session, key: str, content: Mapping[str, str], now: datetime) -> bool:
    """Keep what was typed; False when it was sent already, or is not there any more."""
    draft = (col(FormEntry.key) == key) & (col(FormEntry.state) == EntryState.DRAFT)
    saved = session.execute(update(FormEntry).where(draft).values(content=dict(content), changed_at=now))
    return bool(saved.rowcount)  # type: ignore[attr-defined]


def send_draft(session: Session, key: str, content: Mapping[str, str], code: str, now: datetime) -> FormEntry | None:
    """Turn the draft into what was sent, with a number; None when somebody was first."""
    entry = session.exec(select(FormEntry).where(FormEntry.key == key).with_for_update()).first()
    if entry is None or entry.state != EntryState.DRAFT:
        return None
    entry.state, entry.content, entry.sent_at, entry.changed_at = EntryState.SENT, dict(content), now, now
    entry.number = f"{code}-{entry.id:06d}"
    return entry


def clear_draft(session: Session, entry: FormEntry, now: datetime) -> None:
    """Begin anew: what was typed is forgotten, its photos, and who was verified; what was sent stays."""
    if save_draft(session, entry.key, {}, now):
        session.execute(delete(FormPhoto).where(col(FormPhoto.entry_id) == entry.id))
        session.execute(delete(VerifiedIdentity).where(col(VerifiedIdentity.entry_id) == entry.id))


def put_photo(session: Session, entry: FormEntry, field: str, photo: Photo, now: datetime) -> None:
    """Keep the photo of a field in place of the one that was there."""
    assert entry.id is not None
    drop_photo(session, entry, field)
    session.add(
        FormPhoto(
            conversation_id=entry.conversation_id,
            entry_id=entry.id,
            field=field,
            content=photo.content,
            width=photo.width,
            height=photo.height,
            at=now,
        )
    )
    session.flush()


def drop_photo(session: Session, entry: FormEntry, field: str) -> None:
    session.execute(delete(FormPhoto).where(col(FormPhoto.entry_id) == entry.id, col(FormPhoto.field) == field))


def find_photo(session: Session, entry: FormEntry, field: str) -> FormPhoto | None:
    return session.exec(select(FormPhoto).where(FormPhoto.entry_id == entry.id, FormPhoto.field == field)).first()


def list_photo_fields(session: Session, entry: FormEntry) -> list[str]:
    """The fields that have a photo."""
    return list(session.exec(select(FormPhoto.field).where(FormPhoto.entry_id == entry.id)))


def purge_forms(session: Session, now: datetime, retention_days: int) -> int:
    """Delete drafts nobody comes back to, and what was sent longer ago than anything is kept. The number deleted."""
    forgotten = col(FormEntry.changed_at) < now - timedelta(days=min(DRAFT_DAYS, retention_days))
    old = col(FormEntry.changed_at) < now - timedelta(days=retention_days)
    is_draft = col(FormEntry.state) == EntryState.DRAFT
    gone = session.execute(delete(FormEntry).where((is_draft & forgotten) | old))
    return int(gone.rowcount)  # type: ignore[attr-defined]
