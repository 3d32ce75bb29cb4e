"""The mark of a drill. It is put on when a message is shown or sent, and is no part of what somebody wrote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.messages import Card, Carousel, Message, Text
from bot.texts import Texts

SENTENCE = "broadcasting.drill_sentence"
WORD = "broadcasting.drill_word"
TITLE = "broadcasting.drill_title"


def mark_drill(messages: Sequence[Message], language: str, texts: Texts) -> list[Message]:
    """The messages with one before them that says it is a drill, and each that has words with the mark in front."""
    marked = (_mark(message, language, texts) for message in messages)
    return [Text(texts.get(language, SENTENCE)), *marked]


def _mark(message: Message, language: str, texts: Texts) -> Message:
    match message:
        case Text():
            word = texts.get(language, WORD)
            return replace(message, text=f"{word}\n{message.text}\n{word}")
        case Card():
            return _mark_card(message, language, texts)
        case Carousel():
            cards = tuple(_mark_card(card, language, texts) for card in message.cards)
            return replace(message, cards=cards, alt=_mark_title(message.alt, language, texts))
        case _:  # a picture or place has no words of its own in LINE
            return message


def _mark_card(card: Card, language: str, texts: Texts) -> Card:
    title, alt = (_mark_title(words, language, texts) for words in (card.title, card.alt))
    word = texts.get(language, WORD)
    return replace(card, title=title, alt=alt, note=f"{card.note}\n{word}" if card.note else word)


def _mark_title(title: str, language: str, texts: Texts) -> str:
    return texts.get(language, TITLE, title=title) if title else ""
