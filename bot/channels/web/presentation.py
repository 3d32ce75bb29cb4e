"""Transcript entries as the page shows them: who, when in Tokyo, and the messages as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.clock import TOKYO
from bot.dialogue.dates import say_date, say_moment, say_time
from bot.messages import Text, message_to_json
from bot.services.transcript import Entry
from bot.texts import Texts


@dataclass(frozen=True)
class Words:
    """Wording in one language: a room's own keys when called, any room's by `text`."""

    texts: Texts
    language: str
    room: str = "web"

    def __call__(self, key: str, **values: object) -> str:
        return self.text(f"{self.room}.{key}", **values)

    def text(self, key: str, **values: object) -> str:
        return self.texts.get(self.language, key, **values)


@dataclass(frozen=True)
class EntryView:
    """One entry for the template. `choices` are the quick replies of all its messages, each once, as in LINE."""

    id: int
    who: str
    name: str
    at: str
    day: str
    day_words: str
    time_words: str
    moment_words: str
    messages: tuple[dict[str, Any], ...]
    choices: tuple[dict[str, str], ...]


def present_entry(entry: Entry, words: Words) -> EntryView:
    """The entry with its names and times in words."""
    local = entry.at.astimezone(TOKYO)
    said = entry.messages or ((Text(words.text(entry.instead)),) if entry.instead else ())
    messages = tuple(message_to_json(message) for message in said)
    choices = [choice for message in messages for choice in message.get("choices", ())]
    return EntryView(
        id=entry.id,
        who=entry.who,
        name=entry.sender or words(f"who_{entry.who}"),
        at=entry.at.isoformat(),
        day=local.date().isoformat(),
        day_words=say_date(words, local.date(), with_weekday=True),
        time_words=say_time(words, entry.at),
        moment_words=say_moment(words, entry.at),
        messages=messages,
        choices=tuple(choice for place, choice in enumerate(choices) if choice not in choices[:place]),
    )
