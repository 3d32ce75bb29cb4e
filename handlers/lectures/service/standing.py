"""How an application stands: told by its reservation, its place in the waiting list and its lottery."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session

from bot.models.reservations import Reservation, ReservationState, Wait, WaitState
from bot.services.reservations.taking import has_lapsed
from handlers.lectures.models import Application


class Standing(StrEnum):
    DRAFT = "draft"  # the form is not sent; of first come a place is held meanwhile
    APPLIED = "applied"  # the lottery is not drawn yet
    WAITING = "waiting"  # in the waiting list
    OFFERED = "offered"  # a place is held until they say that they come
    RESERVED = "reserved"
    ATTENDED = "attended"
    MISSED = "missed"
    LAPSED = "lapsed"  # not answered in time
    CANCELLED = "cancelled"


OVER = (Standing.ATTENDED, Standing.MISSED, Standing.LAPSED, Standing.CANCELLED)
_OF_RESERVATION = {
    ReservationState.RESERVED: Standing.RESERVED,
    ReservationState.ATTENDED: Standing.ATTENDED,
    ReservationState.MISSED: Standing.MISSED,
    ReservationState.CANCELLED: Standing.CANCELLED,
    ReservationState.LAPSED: Standing.LAPSED,
}


@dataclass(frozen=True)
class Loaded:
    """An application with what it has."""

    application: Application
    reservation: Reservation | None
    wait: Wait | None
    standing: Standing

    @property
    def held_until(self) -> datetime | None:
        return self.reservation.held_until if self.reservation else None


def load(session: Session, application: Application, now: datetime) -> Loaded:
    wait = session.get(Wait, application.wait_id) if application.wait_id else None
    reservation_id = application.reservation_id or (wait.reservation_id if wait else None)
    reservation = session.get(Reservation, reservation_id) if reservation_id else None
    return Loaded(application, reservation, wait, _tell(application, reservation, wait, now))


def _tell(application: Application, reservation: Reservation | None, wait: Wait | None, now: datetime) -> Standing:
    if reservation is not None and reservation.state != ReservationState.HELD:
        return _OF_RESERVATION[ReservationState(reservation.state)]
    if not application.is_active:
        return Standing.CANCELLED
    if reservation is not None:
        if has_lapsed(reservation, now):
            return Standing.LAPSED
        return Standing.OFFERED if wait is not None or application.rank is not None else Standing.DRAFT
    if wait is not None:
        return {WaitState.WAITING: Standing.WAITING, WaitState.LAPSED: Standing.LAPSED}.get(
            WaitState(wait.state), Standing.CANCELLED
        )
    return Standing.APPLIED if application.number else Standing.DRAFT
