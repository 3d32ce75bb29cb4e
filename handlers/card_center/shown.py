"""The card centre's places in the staff's calendar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from bot.city import CitySource
from bot.models.reservations import Resource
from bot.service_facts import words_in
from bot.services.reservations.rules import Place
from bot.services.reservations.shown import ShownPlace, ShownPurpose
from handlers.card_center.service.catalogue import SERVICE, Catalogue, find_catalogue


@dataclass(frozen=True)
class CardCenterShown:
    """A city without a card centre here shows what is left of one by its codes."""

    cities: CitySource
    service: str = SERVICE
    is_kept_here: bool = True

    @property
    def number_code(self) -> str:
        return self._catalogue.code if self._catalogue else ""

    def list_places(self) -> Sequence[Place]:
        return self._catalogue.list_places() if self._catalogue else ()

    def describe(self, session: Session, resources: Sequence[Resource], language: str) -> Mapping[int, ShownPlace]:
        names = {one.id: words_in(one.name, language) for one in self._catalogue.places} if self._catalogue else {}
        order = [*names]
        known = [one for one in resources if one.code in names]
        gone = [one for one in resources if one.code not in names]
        shown = [*sorted(known, key=lambda one: order.index(one.code)), *gone]
        return {one.id or 0: ShownPlace(names.get(one.code, one.code)) for one in shown}

    def list_purposes(self, language: str) -> Sequence[ShownPurpose]:
        purposes = self._catalogue.purposes if self._catalogue else ()
        return [ShownPurpose(one.id, words_in(one.name, language), one.units) for one in purposes]

    @property
    def _catalogue(self) -> Catalogue | None:
        return find_catalogue(self.cities.current)


create_shown = CardCenterShown
