"""A group hears in its conversation what staff did with its request."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from bot.desk.unasked import write_to
from bot.dialogue.turn import House
from bot.dialogue.words import RoomWords
from bot.service_facts import words_in
from handlers.outreach.cards import news_card
from handlers.outreach.links import calendar_url
from handlers.outreach.models import OutreachRequest
from handlers.outreach.service.catalogue import SERVICE, find_catalogue


def tell(session: Session, house: House, request: OutreachRequest, now: datetime) -> bool:
    """An outbound row in the transaction of the change; False where nobody is there to read it."""
    words = RoomWords(house.texts, request.language, house.city, SERVICE)
    catalogue = find_catalogue(house.city)
    topic = catalogue.find_topic(request.topic) if catalogue else None
    title = words_in(topic.name, words.language) if topic else words.text("title")
    url = calendar_url(house.public_url, house.secret_key, request.id or 0)
    message = news_card(words, title, request, url)
    return bool(write_to(session, request.conversation_id, message, SERVICE, now, must_arrive=True))
