"""Transcript entries as the page shows them: who, when in Tokyo, and the messages as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Protocol

from bot.clock import TOKYO
from bot.messages import message_to_json
from bot.services.transcript import Entry
from bot.texts import Texts

_REIWA_BEFORE_FIRST = 2018  # Reiwa 1 is 2019


class Words(Protocol):
    """Wording of the page in one language, by key."""

    def __call__(self, key: str, **values: object) -> str: ...


@dataclass(frozen=True)
class EntryView:
    """One entry for the template. `choices` are the quick replies of its last message that has any."""

    id: int
    who: str
    name: str
    at: str
    day: str
    day_words: str
    time_words: str
    messages: tuple[dict[str, Any], ...]
    choices: tuple[dict[str, str], ...]


def choose_words(texts: Texts, language: str) -> Words:
    """The wording of this channel in a language."""
    return partial(_get_words, texts, language)


def _get_words(texts: Texts, language: str, key: str, **values: object) -> str:
    return texts.get(language, f"web.{key}", **values)


def present_entry(entry: Entry, words: Words) -> EntryView:
    """The entry with its names and times in words."""
    local = entry.at.astimezone(TOKYO)
    messages = tuple(message_to_json(message) for message in entry.messages)
    choices = next((message["choices"] for message in reversed(messages) if message.get("choices")), ())
    return EntryView(
        id=entry.id,
        who=entry.who,
        name=words(f"who_{entry.who}"),
        at=entry.at.isoformat(),
        day=local.date().isoformat(),
        day_words=say_date(local, words),
        time_words=say_time(local, words),
        messages=messages,
        choices=tuple(choices),
    )


def say_time(local: datetime, words: Words) -> str:
    """The time of day as the language says it, e.g. 午前10時30分."""
    half = "am" if local.hour < 12 else "pm"
    sharp = "" if local.minute else "_sharp"
    return words(
        f"time_{half}{sharp}",
        hour=local.hour % 12,
        hour_to_12=local.hour % 12 or 12,
        hour_to_24=local.hour,
        minute=local.minute,
        minute_padded=f"{local.minute:02}",
    )


def say_date(local: datetime, words: Words) -> str:
    """The date as the language says it, e.g. 令和8年12月1日（火）."""
    return words(
        "date",
        year=local.year,
        era_year=local.year - _REIWA_BEFORE_FIRST,
        month=local.month,
        month_name=words("months").split()[local.month - 1],
        day=local.day,
        weekday=words("weekdays").split()[local.weekday()],
    )
