"""A slot for where somebody is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.dialogue.slots import Slot
from bot.messages import Asks
from bot.messages import Choice as Button

if TYPE_CHECKING:
    from bot.dialogue.turn import Turn


@dataclass(frozen=True)
class Position(Slot):
    """A point on the map, shared by the citizen; the value is `[latitude, longitude]` in degrees."""

    def recognise(self, turn: Turn) -> list[float] | None:
        shared = turn.inbound.location
        return [shared.latitude, shared.longitude] if shared else None

    def say(self, value: list[float], turn: Turn) -> str:
        return ", ".join(f"{degrees:.4f}" for degrees in value)

    def buttons(self, turn: Turn, room: str) -> tuple[Button, ...]:
        return (Button(turn.text("dialogue.share_location"), asks=Asks.LOCATION),)
