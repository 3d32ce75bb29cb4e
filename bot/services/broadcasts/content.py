"""What a broadcast says: messages by language, and what readers of a language get that it does not have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.messages import Card, Message, Text, message_from_json, message_to_json
from bot.texts import LANGUAGES

Content = Mapping[str, Sequence[Message]]

LONGEST_NAME = 80
MOST_MESSAGES = 4  # of the five that LINE takes in one request: a drill's mark is one more
INSTEAD = {"ja": ("ja-easy",), "ja-easy": ("ja",)}  # of a language that is missing, before all others
OTHERWISE = ("en", "ja-easy", "ja")


def write_content(content: Content) -> dict[str, list[dict[str, Any]]]:
    """As it is stored. Raises ValueError when nothing is said, or too much for one request."""
    written = {language: [message_to_json(message) for message in content[language]] for language in content}
    if not any(written.values()):
        raise ValueError("a broadcast must say something in some language")
    for language, messages in written.items():
        if len(messages) > MOST_MESSAGES:
            raise ValueError(f"{language}: {len(messages)} messages, of which LINE takes {MOST_MESSAGES} at once")
    return {language: messages for language, messages in written.items() if messages}


def name_content(content: Content) -> str:
    """What staff may call it where nobody gave it a name: its first line, in Japanese where it has that."""
    for message in content.get("ja") or next(iter(content.values()), ()):
        words = message.title if isinstance(message, Card) else message.text if isinstance(message, Text) else ""
        if words.strip():
            return words.strip().partition("\n")[0][:LONGEST_NAME]
    return ""


def read_content(stored: Mapping[str, Sequence[Mapping[str, Any]]], language: str) -> list[Message]:
    """The messages in a language that the content has."""
    return [message_from_json(message) for message in stored[language]]


def choose_language(wanted: str, there: Iterable[str]) -> str:
    """The language in which who wants `wanted` gets it, among those that are there."""
    known = tuple(there)
    wishes: tuple[str, ...] = (wanted, *INSTEAD.get(wanted, ()), *OTHERWISE)
    return next((language for language in wishes if language in known), known[0])


def list_missing(there: Iterable[str], languages: Iterable[str] = LANGUAGES) -> dict[str, str]:
    """Each language that is missing, and in which its readers get it instead."""
    known = tuple(there)
    return {language: choose_language(language, known) for language in languages if language not in known}
