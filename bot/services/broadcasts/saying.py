"""What a broadcast says as it leaves and is shown: what was written, with what the house adds to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session

from bot.messages import Message
from bot.models.broadcasts import Broadcast
from bot.services.broadcasts.content import read_content
from bot.services.broadcasts.drill import mark_drill
from bot.services.broadcasts.links import find_links, put_links
from bot.texts import Texts


def say(
    broadcast: Broadcast,
    language: str,
    texts: Texts,
    links: Mapping[str, str] | None = None,
    public_url: str = "",
) -> list[Message]:
    """The messages in a language that its content has; every channel and page takes them from here.

    `links` are the keys of addresses that lead over ours.
    """
    messages = put_links(read_content(broadcast.content, language), links or {}, public_url)
    return mark_drill(messages, language, texts) if broadcast.is_drill else messages


@dataclass(frozen=True)
class Sayer:
    """Says what leaves: with our addresses below `public_url`."""

    texts: Texts
    public_url: str = ""

    def say(self, session: Session, broadcast: Broadcast, language: str) -> list[Message]:
        links = find_links(session, broadcast.id or 0, language)
        return say(broadcast, language, self.texts, links, self.public_url)
