"""What a broadcast says as it leaves and is shown: what was written, with what the house adds to it."""

from __future__ import annotations

from bot.messages import Message
from bot.models.broadcasts import Broadcast
from bot.services.broadcasts.content import read_content
from bot.services.broadcasts.drill import mark_drill
from bot.texts import Texts


def say(broadcast: Broadcast, language: str, texts: Texts) -> list[Message]:
    """The messages in a language that its content has; every channel and page takes them from here."""
    messages = read_content(broadcast.content, language)
    return mark_drill(messages, language, texts) if broadcast.is_drill else messages
