"""Which place and day a page is about, and whether the member may see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import abort
from sqlmodel import Session

from admin.house import AdminHouse
from admin.visit import current_staff
from bot.models.reservations import Resource
from bot.services.reservations.expecting import Day, load_day
from bot.services.reservations.receptions import Reception, Venue


@dataclass(frozen=True)
class Entrance:
    """One place on one day, with all that its service expects on it."""

    resource: Resource
    day: Day
    reception: Reception
    venue: Venue

    @property
    def id(self) -> int:
        return self.resource.id or 0

    @property
    def key(self) -> dict[str, Any]:
        """What names it in an address."""
        return {"resource_id": self.id, "day": self.day.on.isoformat()}


def list_receptions(house: AdminHouse) -> list[Reception]:
    """Those of the services that the member works for."""
    return [one for one in house.receptions if current_staff().may_serve(one.service)]


def open_entrance(session: Session, house: AdminHouse, resource_id: int, day: str, language: str) -> Entrance:
    """Answers 404 where there is none, and 403 where it is another service's."""
    on, resource = read_day(day) or abort(404), session.get(Resource, resource_id) or abort(404)
    reception = next((one for one in house.receptions if one.service == resource.service), None) or abort(404)
    if reception not in list_receptions(house):
        abort(403)
    venue = reception.name_venue(session, resource, language)
    return Entrance(resource, load_day(session, reception, on), reception, venue)


def read_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None
