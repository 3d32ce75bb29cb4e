"""Where somebody wants to hear of: a district, a town, a postcode or a place on the map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from bot.dialogue.slots import Slot
from bot.dialogue.turn import Turn
from bot.errors import UserError
from bot.messages import Asks
from bot.messages import Choice as Button
from bot.services.segments.catalogue import find_areas
from handlers.subscriptions.service import find_places


@dataclass(frozen=True)
class AreaSlot(Slot):
    """The id of one of the city's areas."""

    is_asked: ClassVar[bool] = False

    def holds(self, value: str, turn: Turn) -> bool:
        return find_areas(turn.house.city).find(value) is not None

    def list_candidates(self, turn: Turn) -> tuple[str, ...]:
        return tuple(find_places(find_areas(turn.house.city), turn.wanted)) if turn.utterance else ()

    def recognise(self, turn: Turn) -> str | None:
        areas, shared = find_areas(turn.house.city), turn.inbound.location
        if shared is not None:
            town = areas.at(shared.latitude, shared.longitude)
            if town is None:
                raise UserError("subscriptions.outside")
            return town.id
        pressed = turn.postback_params.get(self.name, "")
        return pressed if pressed and areas.find(pressed) else self.prefill(turn)

    def say(self, value: str, turn: Turn) -> str:
        found = find_areas(turn.house.city).find(value)
        return found.name_in(turn.language) if found else ""

    def buttons(self, turn: Turn, room: str) -> tuple[Button, ...]:
        districts = find_areas(turn.house.city).districts
        share = Button(turn.text("dialogue.share_location"), asks=Asks.LOCATION)
        return (share, *(self._button(room, one.name_in(turn.language), one.id) for one in districts[:10]))
