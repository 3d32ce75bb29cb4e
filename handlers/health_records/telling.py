"""What is told of appointments by the clock: that there is one tomorrow, that a place is free, that one was called off;
and, at once, that there is something to read. Never what it is, or whose."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.clock import TOKYO
from bot.db import Database
from bot.desk.unasked import is_night, write_to
from bot.dialogue.dates import say_moment
from bot.dialogue.turn import House
from bot.dialogue.words import RoomWords
from bot.messages import Card, Choice
from bot.models.conversation import Conversation
from bot.models.reservations import News, Reservation, ReservationState, Timeframe, Wait, WaitState
from bot.services.account_marks import find_linked
from handlers.health_records.models import HealthAccount, HealthAppointment
from handlers.health_records.service.facts import SERVICE, HealthFacts
from handlers.health_records.service.seeing import find_seen

DAY_BEFORE, LEAST = timedelta(hours=24), timedelta(hours=3)
SOON = timedelta(hours=12)  # an offer that ends within is told at night, too
BATCH = 200


@dataclass(frozen=True)
class AppointmentTeller:
    """Each is told once, in a transaction of its own, with its row locked."""

    database: Database
    house: House
    facts: HealthFacts

    def run(self, now: datetime) -> int:
        """How many were told."""
        with self.database.read() as session:
            due = [(kind, id) for kind in KINDS for id in kind.list_due(session, now)]
        told = 0
        for kind, id in due:
            with self.database.write() as session:
                told += self._tell(session, kind, id, now)
        return told

    def _tell(self, session: Session, kind: _Kind, id: int, now: datetime) -> bool:
        held = select(HealthAppointment).where(HealthAppointment.id == id).with_for_update()
        row = session.exec(held, execution_options={"populate_existing": True}).first()
        if row is None or id not in kind.list_due(session, now, id):
            return False  # another scheduler was first, or it was changed meanwhile
        is_told = self._write(session, row, kind, now) if kind.is_wanted(session, row) else None
        if is_told is False:
            return False  # there is no room for it this month
        kind.mark(session, row, now)
        return bool(is_told)

    def _write(self, session: Session, row: HealthAppointment, kind: _Kind, now: datetime) -> bool | None:
        on = now.astimezone(TOKYO).date()
        if find_seen(session, row.account_id, row.person_id, on, self.facts.child_until_age) is None:
            return None  # who may not see the person any more
        account = session.get_one(HealthAccount, row.account_id).account
        words = RoomWords(self.house.texts, row.language, self.house.city, "appointments")
        page = Choice(words("appointments.open_page"), url=f"{self.house.public_url}/health?lang={words.language}")
        card = Card(title=words(f"appointments.{kind.name}_title"), text=kind.say(session, row, words), buttons=(page,))
        conversation_id = find_linked(session, self.house.secret_key, account)
        return write_to(session, conversation_id, card, SERVICE, now, must_arrive=kind.must_arrive)


class _Kind(ABC):
    """Something to tell, to whom it is to be told now, and that it was."""

    name = ""
    must_arrive = True

    @abstractmethod
    def list_due(self, session: Session, now: datetime, id: int | None = None) -> list[int]:
        """The appointments, or whether one is among them."""

    def is_wanted(self, session: Session, row: HealthAppointment) -> bool:
        return True

    @abstractmethod
    def mark(self, session: Session, row: HealthAppointment, now: datetime) -> None:
        """It was told, or nobody is there to tell it to."""

    def say(self, session: Session, row: HealthAppointment, words: RoomWords) -> str:
        return words(f"appointments.{self.name}_text")


class _Reminder(_Kind):
    name = "reminder"
    must_arrive = False

    def list_due(self, session: Session, now: datetime, id: int | None = None) -> list[int]:
        if is_night(now):
            return []
        within = Timeframe.starts_at > now + LEAST, Timeframe.starts_at <= now + DAY_BEFORE
        own = select(HealthAppointment.id).join(Reservation, _OF_RESERVATION).join(Timeframe, _OF_TIMEFRAME)
        own = own.where(*within, Reservation.state == ReservationState.RESERVED)
        return _run(session, own.where(col(Reservation.reminded_day_at).is_(None)), id)

    def is_wanted(self, session: Session, row: HealthAppointment) -> bool:
        """What was booked or moved since it was due needs none."""
        reservation = session.get_one(Reservation, row.reservation_id)
        return reservation.changed_at <= session.get_one(Timeframe, reservation.timeframe_id).starts_at - DAY_BEFORE

    def mark(self, session: Session, row: HealthAppointment, now: datetime) -> None:
        reservation = session.get_one(Reservation, row.reservation_id)
        reservation.reminded_day_at = now
        session.add(reservation)

    def say(self, session: Session, row: HealthAppointment, words: RoomWords) -> str:
        return words("appointments.see_page_text")


class _Offer(_Kind):
    name = "offered"

    def list_due(self, session: Session, now: datetime, id: int | None = None) -> list[int]:
        own = select(HealthAppointment.id).join(Wait, col(Wait.id) == col(HealthAppointment.wait_id))
        own = own.where(Wait.state == WaitState.OFFERED, col(Wait.told_at).is_(None), col(Wait.offered_until) > now)
        return _run(session, own.where(col(Wait.offered_until) <= now + SOON) if is_night(now) else own, id)

    def mark(self, session: Session, row: HealthAppointment, now: datetime) -> None:
        waits = session.get_one(Wait, row.wait_id)
        waits.told_at = now
        session.add(waits)

    def say(self, session: Session, row: HealthAppointment, words: RoomWords) -> str:
        until = session.get_one(Wait, row.wait_id).offered_until
        return words("appointments.offered_text", until=say_moment(words, until) if until else "")


class _CalledOff(_Kind):
    name = "called_off"

    def list_due(self, session: Session, now: datetime, id: int | None = None) -> list[int]:
        own = select(HealthAppointment.id).join(Reservation, _OF_RESERVATION).join(Timeframe, _OF_TIMEFRAME)
        own = own.where(Reservation.news == News.CANCELLED)
        return _run(session, own.where(Timeframe.starts_at <= now + SOON) if is_night(now) else own, id)

    def mark(self, session: Session, row: HealthAppointment, now: datetime) -> None:
        reservation = session.get_one(Reservation, row.reservation_id)
        reservation.news, reservation.known_timeframe_id = News.NONE, None
        session.add(reservation)


_OF_RESERVATION = col(Reservation.id) == col(HealthAppointment.reservation_id)
_OF_TIMEFRAME = col(Timeframe.id) == col(Reservation.timeframe_id)
KINDS: tuple[_Kind, ...] = (_Offer(), _CalledOff(), _Reminder())


def _run(session: Session, own: SelectOfScalar[Any], id: int | None) -> list[int]:
    wanted = own if id is None else own.where(HealthAppointment.id == id)
    found = session.exec(wanted.order_by(col(HealthAppointment.id)).limit(BATCH))
    return [one or 0 for one in found]


def tell_ended(session: Session, house: House, account_id: int, now: datetime) -> None:
    """That they may see somebody's records no more, without a word of it: in the transaction that ends it.

    Without LINE, their page says it all the same.
    """
    account = session.get_one(HealthAccount, account_id).account
    conversation = session.get(Conversation, find_linked(session, house.secret_key, account) or 0)
    if conversation is None:
        return
    words = RoomWords(house.texts, conversation.language or "ja", house.city, SERVICE)
    page = Choice(words("open_page"), url=f"{house.public_url}/health?lang={words.language}")
    card = Card(title=words("ended_title"), text=words("ended_text"), buttons=(page,))
    write_to(session, conversation.id, card, SERVICE, now, must_arrive=True)
