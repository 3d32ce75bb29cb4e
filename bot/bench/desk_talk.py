"""What one citizen of a benchmark said within a year and was answered, as rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from bot.dialogue.tracker import (
    BotUttered,
    HandlerEnded,
    HandlerStarted,
    LanguageChosen,
    Missed,
    SessionStarted,
    TrackerEvent,
    UserUttered,
)
from bot.messages import Channel, Text, message_to_json
from bot.models.outbox import OutboxStatus
from bot.models.vault import Vault
from handlers.faq.models import Rating
from knowledge.lessons.reading import Lesson
from knowledge.search import Band

TURNS = 3
YEAR = timedelta(days=365)
MISSED = 0.08  # of what is said: nobody can act on it
BANDS = (*(Band.ANSWER,) * 6, *(Band.CANDIDATES,) * 3, Band.DECLINE)
RATINGS = (Rating.UP, Rating.UP, Rating.DOWN, "", "", "", "", "")
LANGUAGES = ("ja", "ja", "ja", "ja", "ja", "ja", "en", "vi", "zh", "ja-easy")
Row = dict[str, Any]


@dataclass
class Talk:
    """Rows of a conversation, of what was said to the citizen, of its tracker events and its questions."""

    conversation: Row
    said: list[Row] = field(default_factory=list)
    events: list[Row] = field(default_factory=list)
    answers: list[Row] = field(default_factory=list)


def make_talk(number: int, lessons: Sequence[Lesson], random: Random, now: datetime, vault: Vault) -> Talk:
    """With ids made of the conversation's `number`."""
    start = now - random.random() * YEAR
    address, channel = f"bench-{number}", random.choice((Channel.LINE, Channel.WEB))
    talk = Talk(
        {"id": number, "channel": channel, "address": address, "created_at": start}
        | {"address_fingerprint": vault.fingerprint(f"{channel}:{address}")}
    )
    talk.conversation["language"] = random.choice(LANGUAGES)
    _note(talk, start, SessionStarted(), LanguageChosen(talk.conversation["language"], "words"))
    for turn in range(TURNS):
        _say(talk, number * TURNS + turn, random.choice(lessons), random, start + turn * timedelta(minutes=1))
    return talk


def _say(talk: Talk, id: int, lesson: Lesson, random: Random, at: datetime) -> None:
    words, conversation_id = random.choice(lesson.asked), talk.conversation["id"]
    is_missed = random.random() < MISSED
    _note(talk, at, UserUttered("text", words, "ask", 0.9), *_act(is_missed=is_missed), BotUttered(id))
    talk.said.append(
        {"id": id, "conversation_id": conversation_id, "channel": talk.conversation["channel"], "service": "faq"}
        | {"messages": [message_to_json(Text(lesson.answer))], "status": OutboxStatus.SENT, "created_at": at}
    )
    if not is_missed:
        band, rating = random.choice(BANDS), random.choice(RATINGS)
        is_gap = band == Band.DECLINE or rating == Rating.DOWN
        hits = [] if band == Band.DECLINE else [f"bench-{random.randrange(2_000):04}"]
        talk.answers.append(
            {"key": f"bench-{id}", "conversation_id": conversation_id, "utterance": words, "entry_ids": hits}
            | {"shown_id": hits[0] if band == Band.ANSWER else ""}
            | {"band": band, "probability": 0.8, "rating": rating, "is_gap": is_gap, "at": at}
        )


def _act(*, is_missed: bool) -> Iterator[TrackerEvent]:
    if is_missed:
        yield Missed()
    else:
        yield from (HandlerStarted("faq"), HandlerEnded("faq"))


def _note(talk: Talk, at: datetime, *events: TrackerEvent) -> None:
    id = talk.conversation["id"]
    talk.events += [{"conversation_id": id, "name": one.name, "data": one.to_json(), "at": at} for one in events]
