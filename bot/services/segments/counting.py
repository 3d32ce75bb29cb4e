"""How many a rule means, and some of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col

from bot.models.conversation import Conversation
from bot.models.subscriptions import Subscription
from bot.services.segments.rules import Rule
from bot.services.segments.selecting import language_of, select_of_recipients


@dataclass(frozen=True)
class Count:
    """How many, and of which channel and language; what nobody has isn't there."""

    total: int
    by_channel: Mapping[str, int]
    by_language: Mapping[str, int]


@dataclass(frozen=True)
class Sampled:
    """One of them, without a name."""

    conversation_id: int
    channel: str
    language: str
    areas: tuple[str, ...]


def count(session: Session, rule: Rule, now: datetime, *, is_urgent: bool = False) -> Count:
    """At this moment; `is_urgent` as `select_recipients` has it."""
    channel, language = col(Conversation.channel), language_of()
    columns = (channel, language.label("language"), func.count())
    found = select_of_recipients(rule, now, *columns, is_urgent=is_urgent).group_by(channel, language)
    by_channel: dict[str, int] = {}
    by_language: dict[str, int] = {}
    for at, spoken, number in session.execute(found):
        by_channel[at] = by_channel.get(at, 0) + number
        by_language[spoken] = by_language.get(spoken, 0) + number
    return Count(sum(by_channel.values()), by_channel, by_language)


def sample(session: Session, rule: Rule, now: datetime, most: int = 10) -> list[Sampled]:
    """Some of them, drawn at random each time. The caller notes in the audit log who looked."""
    columns = (col(Conversation.id), col(Conversation.channel), language_of(), col(Subscription.areas))
    drawn = select_of_recipients(rule, now, *columns).order_by(func.random()).limit(most)
    return [Sampled(id, at, spoken, tuple(areas or ())) for id, at, spoken, areas in session.execute(drawn)]
