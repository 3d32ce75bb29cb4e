"""Who reported something hears that there is news of it; what it is stands on the report's page alone."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from bot.desk.unasked import write_to
from bot.dialogue.turn import House
from bot.dialogue.words import RoomWords
from bot.messages import Card, Choice
from handlers.reports.links import report_url
from handlers.reports.models import DamageReport
from handlers.reports.service.catalogue import SERVICE


def tell_news(session: Session, house: House, report: DamageReport, now: datetime) -> bool:
    """An outbound row in the caller's transaction; False where nobody is there, or no quota is left, when it is tried
    again."""
    words = RoomWords(house.texts, report.language, house.city, SERVICE)
    url = report_url(house.public_url, house.secret_key, report.id or 0, words.language)
    button = Choice(words.text("open_page"), url=url)
    card = Card(words.text("news_title"), words.text("news", number=report.number), buttons=(button,))
    told = write_to(session, report.conversation_id, card, SERVICE, now, must_arrive=True)
    report.notice_at = now if told is False else None
    session.add(report)
    return bool(told)
