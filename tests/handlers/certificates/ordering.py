"""A citizen who sends the form, without its pages: what they type is kept as the pages keep it."""

from __future__ import annotations

from bot.clock import utc_now
from bot.forms.photos import Photo
from bot.models.forms import FormEntry
from bot.services.form_entries import find_photo, list_photo_fields, open_draft, put_photo, send_draft
from handlers.certificates.models import Application
from handlers.certificates.service.prefilling import FORM
from tests.channels.forms.conftest import make_photo
from tests.dialogue.conversation import Conversation

ANSWERS = {
    "name": "髙﨑𠮷子",
    "birth_date": "1985-04-01",
    "postcode": "380-0801",
    "address": "長野県長野市箱清水1-2-3",
    "phone": "090-1234-5678",
    "relationship": "self",
}


def order(conversation: Conversation, says: str = "住民票を2通、郵送してください") -> None:
    """All that is asked is said at once, and confirmed."""
    conversation.says(says, expects="certificates.summary")
    conversation.presses("はい", expects="certificates.form_ready")


def send_form(conversation: Conversation, expects: str = "", **answers: str) -> str:
    """The number that the page shows."""
    with conversation.database.write() as session:
        draft, now = open_draft(session, conversation.id, FORM, utc_now()), utc_now()
        if "photo" not in list_photo_fields(session, draft):
            put_photo(session, draft, "photo", Photo(make_photo(), 400, 300), now)
        sent = send_draft(session, draft.key, {**ANSWERS, **answers}, "S", now)
        assert sent is not None
        number = sent.number
    conversation.sends_form(FORM, number, expects, room="certificates")
    return number


def correct(
    conversation: Conversation, application: Application, field: str, expects: str = "", value: str = ""
) -> None:
    """The form of one field, sent."""
    form = f"certificate_correction-{field}"
    with conversation.database.write() as session:
        draft, now = open_draft(session, conversation.id, form, utc_now(), str(application.id)), utc_now()
        if field == "photo":
            put_photo(session, draft, field, Photo(make_photo((200, 100)), 200, 100), now)
        sent = send_draft(session, draft.key, {field: value} if value else {}, "T", now)
        assert sent is not None
        number = sent.number
    conversation.sends_form(form, number, expects, room="certificates")


def get_photo_width(conversation: Conversation, application: Application) -> int:
    """Of the photo that staff see now."""
    with conversation.database.read() as session:
        entry = session.get(FormEntry, application.entry_id)
        photo = find_photo(session, entry, "photo") if entry else None
        assert photo is not None
        return photo.width
