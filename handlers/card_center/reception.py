"""The people of the card centre, as a ticket and the staff at the door call them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from bot.city import CitySource
from bot.dialogue.words import RoomWords
from bot.models.reservations import Reservation, Resource, Timeframe
from bot.services.reservations.receptions import Span, Venue
from bot.texts import Texts
from handlers.card_center.service.catalogue import SERVICE, find_catalogue
from handlers.card_center.words import say_office, say_purpose


@dataclass(frozen=True)
class CardCenterReception:
    cities: CitySource
    texts: Texts
    service: str = SERVICE

    def name_venue(self, session: Session, resource: Resource, language: str) -> Venue:
        words, catalogue = self._speak(language), find_catalogue(self.cities.current)
        office = catalogue.find_place(resource.code) if catalogue else None
        return Venue(words.text("title"), say_office(words, office, with_address=True) if office else resource.code)

    def name_purpose(self, purpose: str, language: str) -> str:
        catalogue = find_catalogue(self.cities.current)
        return say_purpose(self._speak(language), catalogue, purpose) if catalogue else ""

    def count_persons(self, reservation: Reservation) -> int:
        catalogue = find_catalogue(self.cities.current)
        purpose = catalogue.find_purpose(reservation.purpose) if catalogue else None
        return max(1, reservation.units // (purpose.units if purpose else 1))

    def list_numbers(self, session: Session, reservations: Sequence[Reservation]) -> Mapping[int, str]:
        return {one.id or 0: one.number for one in reservations}

    def list_dates(self, session: Session, timeframe: Timeframe) -> Sequence[Span]:
        return (Span(timeframe.starts_at, timeframe.ends_at),)

    def find_dates(self, session: Session, start: datetime, end: datetime) -> Mapping[int, Span]:
        return {}

    def count_held(
        self, session: Session, start: datetime, end: datetime, *, topics: Sequence[str] = (), for_women: bool = False
    ) -> int:
        """Times for which anybody had reserved."""
        within = (col(Timeframe.starts_at) >= start) & (col(Timeframe.starts_at) < end) & (col(Timeframe.taken) > 0)
        own = select(func.count()).select_from(Timeframe).join(Resource, col(Resource.id) == col(Timeframe.resource_id))
        return int(session.exec(own.where(within, Resource.service == SERVICE)).one())

    def count_online_halls(self, session: Session, start: datetime, end: datetime) -> int:
        return 0

    def list_names(self, session: Session, reservations: Sequence[Reservation]) -> Mapping[int, str]:
        """Of those alone whom staff entered for a caller."""
        return {one.id or 0: one.name for one in reservations if one.name}

    def _speak(self, language: str) -> RoomWords:
        return RoomWords(self.texts, language, self.cities.current, SERVICE)


create_reception = CardCenterReception
