"""Citizens hear that something has changed; what it is stands on the application's own page."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from bot.desk.outgoing import BOT, speak
from bot.messages import Card, Channel, Choice
from bot.models.conversation import Conversation
from bot.texts import Texts
from handlers.certificates.links import passport_url
from handlers.certificates.models import Application

SERVICE = "certificates"


def tell_change(
    session: Session, texts: Texts, public_url: str, secret_key: str, application: Application, now: datetime
) -> None:
    """Write an outbound row, in the transaction of the change: a message without content, and the way to the page.

    Nothing, where nobody is there: the data was deleted, we are blocked, or staff entered it for a caller.
    """
    conversation = session.get(Conversation, application.conversation_id)
    if conversation is None or conversation.is_blocked or conversation.channel not in tuple(Channel):
        return
    language = application.language if application.language in texts.languages else "ja"
    url = passport_url(public_url, secret_key, application.id or 0)
    button = Choice(texts.get(language, "certificates.told_open"), url=url)
    title, words = texts.get(language, "certificates.told_title"), texts.get(language, "certificates.told_text")
    message = Card(title, words, buttons=(button,))  # a quick reply would be gone with the next message
    session.add(speak(session, conversation, (message,), SERVICE, BOT, now))
