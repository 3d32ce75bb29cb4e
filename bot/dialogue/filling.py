"""What an utterance says for the slots of a service."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.dialogue.handler import Handler
from bot.dialogue.slots import Slot
from bot.dialogue.turn import Turn


@dataclass(frozen=True)
class Said:
    """`values` by slot, and `among` which values where several may be meant."""

    values: Mapping[str, Any]
    among: Mapping[str, Sequence[Any]]

    def __bool__(self) -> bool:
        return bool(self.values or self.among)

    def leave_out(self, names: Collection[str]) -> Said:
        """The rest, without these slots."""
        values = {name: value for name, value in self.values.items() if name not in names}
        return Said(values, {name: found for name, found in self.among.items() if name not in names})

    def differs_from(self, slots: Mapping[str, Any]) -> bool:
        """Whether it says something else of a slot that has a value."""
        return any(slots.get(name) not in (None, value) for name, value in self.values.items())


def read_slots(handler: Handler, turn: Turn) -> Said:
    """What is said for any slot; of what two slots would both take, nothing is said."""
    found = {slot.name: slot.list_candidates(turn) for slot in handler.slots}
    claims = Counter(found.values())
    own = [slot for slot in handler.slots if found[slot.name] and claims[found[slot.name]] == 1]
    values = {slot.name: found[slot.name][0] for slot in own if _is_clear(slot, found[slot.name])}
    return Said(values, {slot.name: list(found[slot.name]) for slot in own if slot.name not in values})


def _is_clear(slot: Slot, found: Sequence[Any]) -> bool:
    return len(found) == 1 and slot.is_whole(found[0])
