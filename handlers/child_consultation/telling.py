"""What a conversation is told: that there is a reply on a page of the city's. Not of what, and to nobody by night."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, select

from bot.desk.unasked import write_to
from bot.dialogue.turn import House
from bot.dialogue.words import RoomWords
from bot.messages import Card, Choice
from handlers.child_consultation.models import ChildCase, ChildLink
from handlers.child_consultation.public_consultation.visit import PATH, ROOM
from handlers.child_consultation.service.catalogue import SERVICE


def tell_reply(session: Session, house: House, case: ChildCase, now: datetime) -> bool:
    """An outbound row in the caller's transaction; False where the case came without LINE, or nobody is there."""
    case.notice_at = None
    session.add(case)
    link = session.exec(select(ChildLink).where(ChildLink.case_id == case.id)).first()
    if link is None:
        return False
    words = RoomWords(house.texts, case.language, house.city, ROOM)
    button = Choice(words.text("notice_open"), url=f"{house.public_url.rstrip('/')}{PATH}/")
    card = Card(words.text("notice_title"), words.text("notice"), buttons=(button,))
    told = write_to(session, link.conversation_id, card, SERVICE, now, must_arrive=True)
    if told is False:  # no quota is left: tried again
        case.notice_at = now
    return bool(told)
