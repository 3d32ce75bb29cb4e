"""The hazard that one flees from now, as far as warnings say."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from bot.areas import Area, Areas
from bot.services.hazards import InForce, in_force
from handlers.shelters.models import Hazard
from handlers.shelters.service.places import Here

WARNING = 3  # a rank; of what is lower nobody flees yet, and which hazard is meant is asked


def find_hazard(session: Session, now: datetime, areas: Areas, here: Here | None) -> Hazard | None:
    """The worst in force where somebody is, anywhere in the city while that isn't known; never a drill's. None while
    nothing is, or nothing that one flees from."""
    area = (here.area or areas.at(here.latitude, here.longitude)) if here else None
    for one in in_force(session, now):
        hazard = one.shelter_hazard
        if hazard is None or one.is_drill or one.rank < WARNING:
            continue
        if area is None or _is_of(one, area, areas):
            return Hazard(hazard)
    return None


def _is_of(one: InForce, area: Area, areas: Areas) -> bool:
    """By id or name, as sources have it. A part of the city that we don't know may be anywhere."""
    around = (area, areas.find(area.parent), *areas.towns_of(area.id))
    own = {name for near in around if near for name in (near.id, near.name)}
    known = {name for near in (*areas.districts, *areas.towns) for name in (near.id, near.name)}
    return not one.areas or any(part in own or part not in known for part in one.areas)
