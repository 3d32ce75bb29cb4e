"""In which order people enter: each arrival is given the moment of its entry, once and for good.

So many enter each second, and nobody sooner than who came before; that is all the room's row says. Nobody has to ask
again whether it is their turn, no list of people is kept, and a restart changes nothing.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from sqlmodel import col, select

from bot.db import Database, insert_if_new
from bot.models.waiting_room import WaitingRoom

BURST_SECONDS = 5.0  # what is not used in so long may be used at once: an ordinary day has no waiting room


@dataclass(frozen=True)
class Ticket:
    """The `number`-th who came; may enter from `enters_at` on. Both times are seconds since 1970."""

    number: int
    came_at: float
    enters_at: float


@dataclass
class _Waiting:
    ticket: Ticket | None = None


@dataclass
class Door:
    """One room's. `per_second` is how many may enter; `clock` gives seconds since 1970."""

    database: Database
    name: str
    per_second: float
    clock: Callable[[], float]
    _queue: list[_Waiting] = field(default_factory=list, init=False)
    _gate: threading.Lock = field(default_factory=threading.Lock, init=False)
    _writing: threading.Lock = field(default_factory=threading.Lock, init=False)

    def arrive(self) -> Ticket:
        """A ticket for who comes now. Those who come while another's is being written are written together."""
        own = _Waiting()
        with self._gate:
            self._queue.append(own)
        with self._writing:
            if own.ticket is None:
                self._give_tickets()
        assert own.ticket is not None
        return own.ticket

    def _give_tickets(self) -> None:
        with self._gate:
            arrived, self._queue = self._queue, []
        now = self.clock()
        try:
            first, entered_until = self._count(len(arrived), now)
        except BaseException:
            with self._gate:  # whoever waits with us tries for themselves, still before all who come later
                self._queue = arrived[1:] + self._queue
            raise
        step = 1 / self.per_second
        for place, one in enumerate(arrived):
            one.ticket = Ticket(first + place, now, entered_until - (len(arrived) - 1 - place) * step)

    def _count(self, arrived: int, now: float) -> tuple[int, float]:
        """The number of the first of so many, and when the last may enter."""
        with self.database.write() as session:
            statement = select(WaitingRoom).where(col(WaitingRoom.name) == self.name).with_for_update()
            room = session.exec(statement).first()
            if room is None:
                insert_if_new(session, WaitingRoom, {"name": self.name, "issued": 0, "entered_until": 0.0})
                room = session.exec(statement).one()
            room.entered_until = max(room.entered_until, now - BURST_SECONDS) + arrived / self.per_second
            room.issued += arrived
            session.add(room)
            return room.issued - arrived + 1, room.entered_until
