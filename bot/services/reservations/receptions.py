"""What a ticket and the staff at the door need to know of a city service whose people come.

A service offers it in `handlers/<service>/reception.py` by `create_reception(cities, texts)`; the wiring finds it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlmodel import Session

from bot.models.reservations import Reservation, Resource, Timeframe
from bot.texts import ROOT

RECEIVING = tuple(sorted(path.parent.name for path in (ROOT / "handlers").glob("*/reception.py")))


@dataclass(frozen=True)
class Span:
    """From when to when one of the dates is."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Venue:
    """A resource as people call it: `title` is what it is about, `place` where one goes."""

    title: str
    place: str


class Reception(Protocol):
    """A service whose people are received."""

    @property
    def service(self) -> str: ...

    def name_venue(self, session: Session, resource: Resource, language: str) -> Venue:
        """In a citizen's or a member of staff's language."""

    def name_purpose(self, purpose: str, language: str) -> str:
        """Of a reservation; empty where there is none."""

    def count_persons(self, reservation: Reservation) -> int:
        """How many come."""

    def list_numbers(self, session: Session, reservations: Sequence[Reservation]) -> Mapping[int, str]:
        """What citizens know as their number, by the reservation's id."""

    def list_dates(self, session: Session, timeframe: Timeframe) -> Sequence[Span]:
        """On which one comes; more than the timeframe itself where it is a course's."""

    def find_dates(self, session: Session, start: datetime, end: datetime) -> Mapping[int, Span]:
        """Those within which are not their timeframe's own, by its id."""

    def count_held(
        self, session: Session, start: datetime, end: datetime, *, topics: Sequence[str] = (), for_women: bool = False
    ) -> int:
        """How many dates were held that began within; of some topics, or for women alone where that is asked."""

    def count_online_halls(self, session: Session, start: datetime, end: datetime) -> int:
        """Halls that held something within that one could take part in online as well."""

    def list_names(self, session: Session, reservations: Sequence[Reservation]) -> Mapping[int, str]:
        """Whose they are, as far as anybody was asked, by the reservation's id. Whoever shows them records it."""
