"""A test: to who writes a message, and to nobody else."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from bot.broadcasting.web import note_shown
from bot.models.broadcasts import Broadcast
from bot.models.conversation import Conversation
from bot.models.outbox import OutboxRow
from bot.services.broadcasts.content import choose_language
from bot.services.broadcasts.counting import BROADCASTS
from bot.services.broadcasts.saying import say
from bot.services.outgoing import make_row
from bot.texts import Texts


def send_test(
    session: Session, broadcast: Broadcast, language: str, conversation: Conversation, texts: Texts, now: datetime
) -> OutboxRow:
    """As its readers in this language will get it, with a drill's mark; addresses lead straight to their pages."""
    messages = say(broadcast, choose_language(language, broadcast.content), texts)
    row = make_row(conversation.id or 0, conversation.channel, messages, BROADCASTS, now)
    session.add(row)
    session.flush()
    session.add(note_shown(row, now))
    return row
