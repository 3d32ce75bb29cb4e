"""Places given to many at once: confirmed bookings a second, and the next free time among very many that are taken."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from multiprocessing import get_context
from time import perf_counter

from cryptography.fernet import Fernet
from sqlalchemy import insert
from sqlmodel import select

from bot.bench.figures import Figure
from bot.clock import utc_now
from bot.db import Database
from bot.migrate import upgrade
from bot.models.conversation import Conversation
from bot.models.reservations import Reservation, ReservationState, Resource, Timeframe
from bot.models.vault import Vault
from bot.services.reservations.finding import find_free
from bot.services.reservations.taking import confirm, hold

TIMEFRAMES = 100_000
BOOKINGS = 3_000
THREADS = 20
PROCESSES = 2  # where several may write at once
PEOPLE = 100
OPEN = 100  # timeframes that are booked at once
LOOKS = 50
FIND_MS = 50.0
PER_SECOND = {"SQLite": 100.0, "PostgreSQL": 300.0}
ROWS = 1_000  # in one statement
Advance = Callable[[int], None]


def measure(
    url: str, label: str, advance: Advance, *, timeframes: int = TIMEFRAMES, bookings: int = BOOKINGS
) -> list[Figure]:
    """On an empty database. A booking is two transactions, as in conversation: held, then confirmed."""
    database = Database(url, Vault([Fernet.generate_key().decode()], secrets.token_urlsafe(32)))
    try:
        upgrade(url)
        now = utc_now()
        full = _fill(database, timeframes, now)
        taken = _open(database, bookings, now)
        people = _add_people(database, now)
        return [
            _time_finding(database, label, full, timeframes, now),
            _time_booking(database, label, taken, people, bookings, now, advance),
        ]
    finally:
        database.close()


def _time_finding(database: Database, label: str, resource: int, timeframes: int, now: datetime) -> Figure:
    times = []
    for _ in range(LOOKS):
        with database.read() as session:
            begun = perf_counter()
            found = find_free(session, [resource], now)
            times.append((perf_counter() - begun) * 1_000)
        assert len(found) == 1
    detail = f"all but the last are taken; median {sorted(times)[LOOKS // 2]:.1f} ms"
    return Figure(f"next free of {timeframes:,} timeframes, {label}", max(times), "ms", FIND_MS, detail)


def _time_booking(
    database: Database,
    label: str,
    timeframes: Sequence[int],
    people: Sequence[int],
    bookings: int,
    now: datetime,
    advance: Advance,
) -> Figure:
    processes = 1 if database.dialect == "sqlite" else PROCESSES
    part = _Part(database.url, timeframes, people, now, THREADS // processes)
    shares = [range(first, bookings, processes) for first in range(processes)]
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        list(pool.map(part.book_all, [range(0)] * processes))  # each has begun, and knows the database
        begun = perf_counter()
        for booked in pool.map(part.book_all, shares):
            advance(booked)
        seconds = perf_counter() - begun
    with database.read() as session:
        reserved = session.exec(select(Reservation.id).where(Reservation.state == ReservationState.RESERVED)).all()
    assert len(reserved) == bookings
    detail = f"{bookings:,} by {THREADS} at once on {len(timeframes)} timeframes, processes: {processes}"
    return Figure(f"confirmed bookings, {label}", bookings / seconds, "/s", None, detail, PER_SECOND[label])


@dataclass(frozen=True)
class _Part:
    """What one process books."""

    url: str
    timeframes: Sequence[int]
    people: Sequence[int]
    now: datetime
    threads: int

    def book_all(self, numbers: range) -> int:
        """How many it booked."""
        database = Database(self.url, Vault([Fernet.generate_key().decode()], secrets.token_urlsafe(32)))

        def book(number: int) -> None:
            timeframe = self.timeframes[number % len(self.timeframes)]
            person = self.people[number % len(self.people)]
            with database.write() as session:
                held = hold(session, timeframe, 1, self.now, conversation_id=person).id or 0
            with database.write() as session:
                confirm(session, held, "B", self.now)

        with ThreadPoolExecutor(self.threads) as pool:
            list(pool.map(book, numbers))
        database.close()
        return len(numbers)


def _fill(database: Database, count: int, now: datetime) -> int:
    """A resource with so many timeframes, of which all but the last are taken."""
    with database.write() as session:
        resource = Resource(service="bench", code="full")
        session.add(resource)
        session.flush()
        for first in range(0, count, ROWS):
            session.execute(
                insert(Timeframe),
                [
                    {
                        "resource_id": resource.id,
                        "starts_at": now + timedelta(minutes=10 * (number + 1)),
                        "ends_at": now + timedelta(minutes=10 * (number + 2)),
                        "capacity": 1,
                        "taken": int(number < count - 1),
                        "is_blocked": False,
                        "is_off_rule": False,
                    }
                    for number in range(first, min(first + ROWS, count))
                ],
            )
        return resource.id or 0


def _open(database: Database, bookings: int, now: datetime) -> list[int]:
    """Timeframes with room for all."""
    with database.write() as session:
        resource = Resource(service="bench", code="open")
        session.add(resource)
        session.flush()
        opened = [
            Timeframe(
                resource_id=resource.id or 0,
                starts_at=now + timedelta(hours=hour + 1),
                ends_at=now + timedelta(hours=hour + 2),
                capacity=bookings,
            )
            for hour in range(OPEN)
        ]
        session.add_all(opened)
        session.flush()
        return [one.id or 0 for one in opened]


def _add_people(database: Database, now: datetime) -> list[int]:
    with database.write() as session:
        people = [
            Conversation(channel="web", address=f"p{n}", address_fingerprint=f"p{n}", created_at=now)
            for n in range(PEOPLE)
        ]
        session.add_all(people)
        session.flush()
        return [one.id or 0 for one in people]
