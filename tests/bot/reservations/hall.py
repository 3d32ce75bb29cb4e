"""A hall with places, and people who want them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlmodel import Session, col, func, select

from bot.db import Database
from bot.models.conversation import Conversation
from bot.models.reservations import Reservation, ReservationState, Resource, Timeframe, Wait
from bot.services.reservations.leaving import answer_offer, end, move
from bot.services.reservations.taking import confirm, hold
from bot.services.reservations.waiting import wait_for

NOW = datetime(2026, 12, 1, 0, tzinfo=UTC)
FIRST = NOW + timedelta(days=3)
KEPT = (ReservationState.HELD, ReservationState.RESERVED, ReservationState.ATTENDED, ReservationState.MISSED)


@dataclass
class Hall:
    """One resource with timeframes of an hour from the third day on."""

    database: Database
    timeframes: list[int]
    people: list[int]
    now: datetime = NOW

    def holds(self, units: int = 1, at: int = 0, who: int = 0) -> int:
        with self.database.write() as session:
            held = hold(session, self.timeframes[at], units, self.now, conversation_id=self.people[who])
            return held.id or 0

    def reserves(self, units: int = 1, at: int = 0, who: int = 0) -> int:
        held = self.holds(units, at, who)
        with self.database.write() as session:
            confirm(session, held, "B", self.now)
        return held

    def ends(self, reservation: int, state: ReservationState = ReservationState.CANCELLED) -> None:
        with self.database.write() as session:
            end(session, reservation, state, self.now)

    def moves(self, reservation: int, at: int) -> None:
        with self.database.write() as session:
            move(session, reservation, self.timeframes[at], self.now)

    def waits(self, who: int, units: int = 1, at: int = 0) -> int:
        with self.database.write() as session:
            return wait_for(session, self.timeframes[at], self.people[who], units, self.now).id or 0

    def answers(self, wait: int, accepts: bool) -> None:
        with self.database.write() as session:
            answer_offer(session, wait, "B", self.now, accepts=accepts)

    def rows(self, model: type[Any]) -> list[Any]:
        """Every row of a table, oldest first."""
        with self.database.read() as session:
            found = list(session.exec(select(model).order_by(model.id)))
            session.expunge_all()
            return found

    def taken(self, at: int = 0) -> int:
        with self.database.read() as session:
            return session.get_one(Timeframe, self.timeframes[at]).taken

    def is_even(self) -> bool:
        """Whether what is counted as taken is what people have, and no more than there is."""
        with self.database.read() as session:
            for timeframe in session.exec(select(Timeframe)):
                own = (col(Reservation.timeframe_id) == timeframe.id) & col(Reservation.state).in_(KEPT)
                units = session.exec(select(func.coalesce(func.sum(Reservation.units), 0)).where(own)).one()
                if timeframe.taken != units or units > timeframe.capacity:
                    return False
        return True

    def wait_states(self) -> list[str]:
        return [wait.state for wait in self.rows(Wait)]


def open_hall(database: Database, capacity: int = 1, timeframes: int = 2, people: int = 5) -> Hall:
    with database.write() as session:
        resource = Resource(service="card_center", code="window")
        session.add(resource)
        session.flush()
        starts = [FIRST + timedelta(hours=hour) for hour in range(timeframes)]
        frames = [
            Timeframe(resource_id=resource.id, starts_at=at, ends_at=at + timedelta(hours=1), capacity=capacity)
            for at in starts
        ]
        session.add_all(frames)
        persons = [add_person(session, number) for number in range(people)]
        session.flush()
        return Hall(database, [one.id or 0 for one in frames], [one.id or 0 for one in persons])


def add_person(session: Session, number: int) -> Conversation:
    person = Conversation(
        channel="web", address=f"p{number}", address_fingerprint=f"p{number}", created_at=NOW, last_seen_at=NOW
    )
    session.add(person)
    return person
