"""What a message says, and whether another channel's words say all of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.messages import Card, Carousel, Image, Message, Place, Text


def find_missing(message: Message, shown: str) -> list[str]:
    """The facts of a message that are not among the words shown; spaces and line breaks are no words."""
    squeezed = _squeeze(shown)
    return [fact for fact in list_facts(message) if _squeeze(fact) not in squeezed]


def list_facts(message: Message) -> Iterator[str]:
    """Each line, label, value and cell that a citizen must be able to read; buttons left out."""
    match message:
        case Text():
            yield from message.text.splitlines()
        case Card():
            for words in (message.title, message.text, message.note):
                yield from words.splitlines()
            for label, value in message.facts:
                yield from (label, value)
            for table in message.tables:
                yield from (*table.caption.splitlines(), *table.below.splitlines())
                yield from (cell for row in table.rows for cell in row)
        case Carousel():
            for card in message.cards:
                yield from list_facts(card)
        case Image():
            yield message.alt
        case Place():
            yield from (message.title, message.address)


def _squeeze(words: str) -> str:
    return re.sub(r"\s+", "", words)
