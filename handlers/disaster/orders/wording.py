"""What an order says: the words of every order, wherever it comes from, with the reason and the way to the page."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.areas import Areas
from bot.city import City
from bot.dialogue.words import RoomWords
from bot.messages import Choice, Message, Text
from bot.texts import Texts
from handlers.disaster.alerts.wording import ORDER, ROOM, describe, word_notices
from handlers.disaster.models import AlertNotice, Change, EvacuationOrder

PATH = "/alerts"


def word_order(
    order: EvacuationOrder, areas: Areas, city: City, texts: Texts, public_url: str, now: datetime, *, lifted: bool
) -> dict[str, list[Message]]:
    """By language. Nothing here is written in the moment."""
    whole = is_whole_city(order.areas, areas)
    notices = [
        AlertNotice(
            key="",
            telegram_id=0,
            source="",
            kind=ORDER,
            change=Change.ENDED if lifted else Change.RAISED,
            level=None if lifted else order.level,
            district="" if whole else area,
            told=describe(now),
            state="",
            created_at=now,
        )
        for area in (order.areas[:1] if whole else order.areas)
    ]
    worded = word_notices(notices, city, texts, areas)
    url = f"{public_url.rstrip('/')}{PATH}"
    reason = "" if lifted else f"reason_{order.reason}"
    return {
        language: [_add(said, RoomWords(texts, language, city, ROOM), reason, url)] for language, said in worded.items()
    }


def _add(said: list[Message], words: RoomWords, reason: str, url: str) -> Message:
    (text,) = said
    assert isinstance(text, Text)
    first, *others = text.text.split("\n")
    lines = (first, *((words(reason),) if reason else ()), *others)
    way = Choice(words("open_page"), url=f"{url}?lang={words.language}")
    return replace(text, text="\n".join(lines), choices=(way,))


def is_whole_city(chosen: list[str], areas: Areas) -> bool:
    """Whether every town lies in what was chosen."""
    return {town.id for area in chosen for town in areas.towns_of(area)} >= {town.id for town in areas.towns}
