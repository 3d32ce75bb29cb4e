"""What is asked: where one is, and from what one flees; needs are taken when they are said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from bot.dialogue.slots import NAMES_BETWEEN, Option, Slot
from bot.dialogue.turn import Turn
from bot.messages import Asks
from bot.messages import Choice as Button
from handlers.shelters.models import Hazard
from handlers.shelters.service.catalogue import load_catalogue
from handlers.shelters.service.city_facts import get_areas, get_facts
from handlers.shelters.service.in_force import find_hazard
from handlers.shelters.service.places import find_here, list_said

ANY = "any"
NEEDS = ("pets", "barrier_free", "nursing", "parking", "power")
NEEDS_BETWEEN = "+"
MOST_AREAS = 8


@dataclass(frozen=True)
class PlaceSlot(Slot):
    """A place as `service.places` writes it."""

    def list_candidates(self, turn: Turn) -> tuple[str, ...]:
        if not turn.wanted:
            return ()
        city, catalogue = turn.house.city, load_catalogue(turn.session)
        postcodes = turn.interpretation.values("postcode")
        return list_said(turn.wanted, postcodes, get_areas(city), catalogue, get_facts(city).postcodes)[:MOST_AREAS]

    def recognise(self, turn: Turn) -> str | None:
        if shared := turn.inbound.location:
            return f"{shared.latitude:.6f},{shared.longitude:.6f}"
        if pressed := turn.postback_params.get(self.name):
            found = find_here(pressed, get_areas(turn.house.city), load_catalogue(turn.session))
            return pressed if found else None
        return self.prefill(turn)

    def say(self, value: str, turn: Turn) -> str:
        here = find_here(value, get_areas(turn.house.city), load_catalogue(turn.session))
        if here is None or not (here.area or here.shelter):
            return turn.text("shelters.place_sent")
        return here.area.name_in(turn.language) if here.area else here.shelter

    def buttons(self, turn: Turn, room: str) -> tuple[Button, ...]:
        share = Button(turn.text("dialogue.share_location"), asks=Asks.LOCATION)
        districts = get_areas(turn.house.city).districts[:MOST_AREAS]
        return (share, *(self._button(room, one.name_in(turn.language), f"area:{one.id}") for one in districts))


@dataclass(frozen=True)
class HazardSlot(Option):
    """Asked for while nothing is in force; `any` where one does not know, or is in a hurry."""

    def applies(self, turn: Turn) -> bool:
        areas, said = get_areas(turn.house.city), turn.slots.get("place") or ""
        here = find_here(said, areas, load_catalogue(turn.session))
        return find_hazard(turn.session, turn.now, areas, here) is None

    def list_names(self, turn: Turn, option: str) -> tuple[str, ...]:
        label = turn.text(f"shelters.hazard_{option}")
        return (label, *turn.text(f"shelters.words_{option}").split(NAMES_BETWEEN))

    def list_options(self, turn: Turn) -> tuple[str, ...]:
        catalogue = load_catalogue(turn.session)
        return (ANY, *(one for one in Hazard if catalogue.has_any(one)))


@dataclass(frozen=True)
class NeedsSlot(Slot):
    """Whom or what one brings along: all that are said, as one value."""

    is_asked: ClassVar[bool] = False

    def list_candidates(self, turn: Turn) -> tuple[str, ...]:
        said = turn.wanted.casefold()
        found = [one for one in NEEDS if any(word.casefold() in said for word in _list_words(turn, one))]
        return (NEEDS_BETWEEN.join(found),) if found else ()

    def say(self, value: str, turn: Turn) -> str:
        between = turn.text("shelters.between")
        return between.join(turn.text(f"shelters.feature_{one}") for one in value.split(NEEDS_BETWEEN))


def _list_words(turn: Turn, need: str) -> list[str]:
    return turn.text(f"shelters.words_{need}").split(NAMES_BETWEEN)
