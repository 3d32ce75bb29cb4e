"""The results of a broadcast by district and by saved segment, with their names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from admin.broadcasts.audience import find_city_areas
from admin.house import AdminHouse
from admin.page import Words
from bot.models.broadcasts import Broadcast
from bot.services.broadcasts.parts import NO_AREA, find_parts
from bot.services.broadcasts.results import Tally

Row = tuple[str, Tally | None]  # a name, and None for too few to be told


@dataclass(frozen=True)
class Breakdown:
    areas: Sequence[Row]
    segments: Sequence[Row]


def find_breakdown(session: Session, house: AdminHouse, words: Words, broadcast: Broadcast) -> Breakdown:
    """Districts in the order of the city's map, then single towns that the rule names, then who has chosen none."""
    areas = find_city_areas(house)
    found = find_parts(session, broadcast, [one.id for one in areas.districts], house.clock())
    places = [(one.name_in(words.language), one.id) for one in (*areas.districts, *areas.towns)]
    places.append((words.text("broadcasts.no_area"), NO_AREA))
    rows = [(name, found.by_area[id]) for name, id in places if id in found.by_area]
    return Breakdown(rows if len(rows) > 1 else [], list(found.by_segment.items()))
