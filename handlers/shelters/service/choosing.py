"""Which shelters somebody is told of, in which order."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from handlers.shelters.models import Crowding, Hazard, ShelterState
from handlers.shelters.service.catalogue import Catalogue, Near
from handlers.shelters.service.places import Here

SHOWN = 5


@dataclass(frozen=True)
class Standing:
    """An open shelter: since when, and how full as far as anybody has said."""

    opened_at: datetime
    crowding: str = ""
    persons: int | None = None
    changed_at: datetime | None = None

    @property
    def is_full(self) -> bool:
        return self.crowding == Crowding.FULL


@dataclass(frozen=True)
class Found:
    """A shelter to be told of; `standing` is None where nobody has said that it is open."""

    near: Near
    standing: Standing | None


@dataclass(frozen=True)
class Wish:
    """What somebody looks for; without a hazard any shelter will do."""

    here: Here
    hazard: Hazard | None = None
    features: Collection[str] = ()
    reach_m: int = 3000


def list_open(session: Session) -> dict[int, Standing]:
    """By the shelter's id."""
    found = session.exec(select(ShelterState).where(col(ShelterState.is_open)))
    return {
        one.shelter_id: Standing(one.opened_at or one.changed_at, one.crowding, one.persons, one.changed_at)
        for one in found
    }


def choose(catalogue: Catalogue, standing: Mapping[int, Standing], wish: Wish, count: int = SHOWN) -> list[Found]:
    """Open ones within reach first, those that are full last of them; then the nearest others. What is not for the
    hazard is left out, but for places to stay in that the city has opened now."""
    suits = {
        site.id
        for site in catalogue.sites
        if (wish.hazard is None or wish.hazard in site.hazards or (not site.is_site and site.id in standing))
        and set(wish.features) <= set(site.features)
    }

    def look(among: Collection[int]) -> list[Found]:
        nearest = catalogue.list_nearest(wish.here.latitude, wish.here.longitude, count, among=among)
        return [Found(near, standing.get(near.site.id)) for near in nearest]

    opened = [one for one in look(suits & set(standing)) if one.near.metres <= wish.reach_m]
    opened.sort(key=lambda one: bool(one.standing and one.standing.is_full))
    known = {one.near.site.id for one in opened}
    return [*opened, *(one for one in look(suits) if one.near.site.id not in known)][:count]
