"""Keeps the persons a citizen acts for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from bot.errors import UserError
from handlers.family.models import FamilyPerson

MOST = 8  # cards side by side, with room for oneself


def list_persons(session: Session, conversation_id: int) -> Sequence[FamilyPerson]:
    """In the order they were registered."""
    own = select(FamilyPerson).where(FamilyPerson.conversation_id == conversation_id)
    return session.exec(own.order_by(col(FamilyPerson.id))).all()


def find_person(session: Session, conversation_id: int, person_id: int) -> FamilyPerson | None:
    """One of the citizen's own persons."""
    person = session.get(FamilyPerson, person_id)
    return person if person is not None and person.conversation_id == conversation_id else None


def register(session: Session, conversation_id: int, nickname: str, now: datetime) -> FamilyPerson:
    """A new person, or the one of this name. Raises UserError when there are as many as can be shown."""
    known = list_persons(session, conversation_id)
    same = next((person for person in known if person.nickname.casefold() == nickname.casefold()), None)
    if same is not None:
        return same
    if len(known) >= MOST:
        raise UserError("family.too_many", most=MOST)
    person = FamilyPerson(conversation_id=conversation_id, nickname=nickname, created_at=now)
    session.add(person)
    session.flush()
    return person


def remove(session: Session, person: FamilyPerson) -> None:
    """The person is not kept any more; what was done for them stays where it was done."""
    session.delete(person)
