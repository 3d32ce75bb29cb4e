"""A form that knows its citizen: what they sent last is in it already."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session, select

from bot.forms.dates import write_date
from bot.models.forms import FormEntry, FormPhoto
from bot.services.form_entries import find_sent, open_draft, save_draft
from handlers.certificates.models import Relationship

FORM = "certificate"
KEPT = ("name", "kana", "birth_date", "postcode", "address", "phone")  # what is the same whatever is ordered


def prefill_form(
    session: Session,
    conversation_id: int,
    now: datetime,
    given: Mapping[str, str],
    *,
    is_for_self: bool,
    wants_identity: bool,
) -> bool:
    """Fill the conversation's draft of the form where it is empty; whether there was an earlier form to fill it from.

    `given` is what the order says. The photo of the document comes along, and is shown before anything is sent; where
    an identity is wanted it is not, and what an identity provider says stands above what is filled in here.
    """
    draft, last = open_draft(session, conversation_id, FORM, now), find_sent(session, conversation_id, FORM)
    draft.wants_identity = wants_identity
    typed = dict(draft.content)
    if last is not None and not typed:
        typed = _type(last.content)
        _copy_photos(session, last, draft, now)
    if is_for_self:
        typed.setdefault("relationship", Relationship.SELF)
    save_draft(session, draft.key, {**typed, **given}, now)
    return last is not None


def _type(content: Mapping[str, str]) -> dict[str, str]:
    """What was sent, as it would be typed into the inputs."""
    typed = {name: content[name] for name in KEPT if name in content and name != "birth_date"}
    return typed | (write_date("birth_date", content["birth_date"]) if "birth_date" in content else {})


def _copy_photos(session: Session, last: FormEntry, draft: FormEntry, now: datetime) -> None:
    there = set(session.exec(select(FormPhoto.field).where(FormPhoto.entry_id == draft.id)))
    for photo in session.exec(select(FormPhoto).where(FormPhoto.entry_id == last.id)):
        if photo.field not in there:
            session.add(
                FormPhoto(
                    conversation_id=draft.conversation_id,
                    entry_id=draft.id or 0,
                    field=photo.field,
                    content=photo.content,
                    width=photo.width,
                    height=photo.height,
                    at=now,
                )
            )
    session.flush()
