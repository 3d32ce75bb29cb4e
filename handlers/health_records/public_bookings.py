"""What is booked or can be booked of what is due, on the page of records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session

from handlers.health_records.public_room import Room
from handlers.health_records.service.appointments import Appointment, find, list_times, show
from handlers.health_records.service.eligibility import Wanted
from handlers.health_records.service.schedule_facts import find_schedule_facts


@dataclass(frozen=True)
class Booking:
    """Of one thing that is due: what stands, if anything, and whether there are times."""

    appointment: Appointment | None
    has_times: bool
    may_change: bool


def show_bookings(session: Session, room: Room, person_id: int, wanted: Mapping[str, Wanted]) -> dict[str, Booking]:
    """By the rules' ids."""
    return {rule_id: find_booking(session, room, person_id, one) for rule_id, one in wanted.items()}


def find_booking(session: Session, room: Room, person_id: int, wanted: Wanted) -> Booking:
    now = room.clock()
    row = find(session, room.vault, person_id, wanted.item)
    appointment = show(session, row, now) if row else None
    times = list_times(session, wanted, find_schedule_facts(room.house.city).book_days, now)
    return Booking(appointment, bool(times), appointment is not None and appointment.may_change(now))
