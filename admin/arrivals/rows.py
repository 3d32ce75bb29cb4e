"""The list at the door, as the page and the phone's script know it: numbers, and nobody's name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from admin.arrivals.entrance import Entrance
from bot.clock import TOKYO
from bot.models.reservations import ReservationState
from bot.services.reservations.expecting import Expected

EXPECTED, CAME, MISSED, CANCELLED = "expected", "came", "missed", "cancelled"


@dataclass(frozen=True)
class Row:
    """One reservation; `number` is what the citizen knows, `ticket` what their QR code says."""

    expected: Expected
    number: str
    persons: int
    purpose: str
    place: str

    @property
    def state(self) -> str:
        """On the day: who attended another date of the course is expected on this one."""
        if not self.expected.is_coming:
            return CANCELLED
        if self.expected.has_come:
            return CAME
        return MISSED if self.expected.reservation.state == ReservationState.MISSED else EXPECTED

    @property
    def time(self) -> str:
        return show_clock(self.expected.timeframe.starts_at)

    def to_json(self) -> dict[str, Any]:
        one = self.expected
        return {
            "id": one.id,
            "ticket": one.reservation.number,
            "number": self.number,
            "persons": self.persons,
            "frame": one.timeframe.id,
            "resource": one.timeframe.resource_id,
            "place": self.place,
            "starts": int(one.timeframe.starts_at.timestamp() * 1000),
            "ends": int(one.timeframe.ends_at.timestamp() * 1000),
            "state": self.state,
            "came": show_clock(one.came_at) if one.came_at else "",
        }


def list_rows(session: Session, entrance: Entrance, language: str) -> list[Row]:
    """Of the whole day and all places of the service, so that a phone knows who is at the wrong one."""
    reception, expected = entrance.reception, entrance.day.expected
    numbers = reception.list_numbers(session, [one.reservation for one in expected])
    places = _name_places(session, entrance, language)
    return [
        Row(
            expected=one,
            number=numbers[one.id],
            persons=reception.count_persons(one.reservation),
            purpose=reception.name_purpose(one.reservation.purpose, language),
            place=places[one.timeframe.resource_id],
        )
        for one in expected
    ]


def list_own(rows: Sequence[Row], resource_id: int) -> list[Row]:
    """Who is expected at this place."""
    return [one for one in rows if one.expected.is_coming and one.expected.timeframe.resource_id == resource_id]


def show_clock(moment: datetime) -> str:
    return f"{moment.astimezone(TOKYO):%H:%M}"


def _name_places(session: Session, entrance: Entrance, language: str) -> Mapping[int, str]:
    used = {one.timeframe.resource_id for one in entrance.day.expected}
    resources = entrance.day.resources
    venues = {id: entrance.reception.name_venue(session, resources[id], language) for id in used}
    return {id: " ".join((venue.title, venue.place.partition("\n")[0])) for id, venue in venues.items()}
