"""The city services whose places staff see in the calendar, each for who works on it."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module

from sqlmodel import Session

from admin.house import AdminHouse
from admin.visit import current_staff
from bot.errors import NotFound
from bot.models.reservations import Reservation
from bot.models.staff import Role
from bot.services.audit import Actor
from bot.services.reservations.calendar import Frame, find_frame
from bot.services.reservations.shown import ShownPlaces, list_services


@dataclass(frozen=True)
class Services:
    """What the member who asks may see and do."""

    house: AdminHouse
    shown: dict[str, ShownPlaces]

    def list_own(self) -> list[ShownPlaces]:
        """Those they work on; what is kept here first."""
        own = [one for one in self.shown.values() if current_staff().may_serve(one.service)]
        return sorted(own, key=lambda one: not one.is_kept_here)

    def choose(self, wanted: str) -> ShownPlaces:
        """The service that is asked for, else the first."""
        own = self.list_own()
        return next((one for one in own if one.service == wanted), own[0])

    def access(self, session: Session, timeframe_id: int) -> tuple[Frame, ShownPlaces]:
        """A timeframe of theirs that is kept here. Raises NotFound, for one of others too."""
        frame = find_frame(session, timeframe_id)
        own = {one.service: one for one in self.list_own() if one.is_kept_here}
        if frame is None or frame.resource.service not in own:
            raise NotFound(f"timeframe {timeframe_id}")
        return frame, own[frame.resource.service]

    def access_reservation(self, session: Session, reservation_id: int) -> tuple[Reservation, Frame, ShownPlaces]:
        """One in such a timeframe. Raises NotFound."""
        reservation = session.get(Reservation, reservation_id)
        if reservation is None:
            raise NotFound(f"reservation {reservation_id}")
        return (reservation, *self.access(session, reservation.timeframe_id))


def find_services(house: AdminHouse) -> Services:
    rooms = {name: import_module(f"handlers.{name}.shown") for name in list_services()}
    return Services(house, {name: room.create_shown(house.cities) for name, room in rooms.items()})


def act_for(service: str) -> Actor:
    """Who acts, in the department for which they work on the service."""
    staff = current_staff()
    places = sorted(grant.department for grant in staff.grants if grant.service == service)
    return staff.act_as(places[0] if places else "", Role.SERVICE)
