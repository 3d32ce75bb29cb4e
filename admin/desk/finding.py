"""What the city's knowledge has for an operator who writes an answer."""

from __future__ import annotations

from dataclasses import dataclass

from bot.dialogue.turn import House
from bot.messages import Card, Choice, Message
from knowledge.search import Band, Hit

MOST = 6
LONGEST = 200  # characters of a question


@dataclass(frozen=True)
class Found:
    """One answer. `is_sure`: the bot would say it by itself."""

    id: str
    title: str
    text: str
    url: str
    department: str
    is_sure: bool


def find_answers(house: House, question: str, language: str) -> list[Found]:
    """Best first; nothing for no words."""
    question = question.strip()[:LONGEST]
    if not question:
        return []
    result = house.knowledge.search(question, k=MOST, language=language)
    return [_found(hit, is_sure=result.band is Band.ANSWER and not place) for place, hit in enumerate(result.hits)]


def make_card(found: Found, label: str) -> Message:
    """As a card that leads to the page it comes from."""
    buttons = (Choice(label, url=found.url),) if found.url else ()
    return Card(found.title, found.text, buttons=buttons)


def _found(hit: Hit, *, is_sure: bool) -> Found:
    return Found(hit.id, hit.title, hit.text, hit.url, hit.department, is_sure)
