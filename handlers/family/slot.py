"""The slot for what a citizen calls a person."""

from __future__ import annotations

from dataclasses import dataclass

from bot.dialogue.slots import Words
from bot.dialogue.turn import Turn
from bot.errors import UserError

NOBODY_IN_PARTICULAR = ("self", "householder", "family", "household", "proxy")
LONGEST = 20


@dataclass(frozen=True)
class Nickname(Words):
    """A word or two; one that is said before it is asked counts when it names one relative."""

    longest: int = LONGEST

    def list_candidates(self, turn: Turn) -> tuple[str, ...]:
        said = [found for found in turn.interpretation.entities if found.entity == "person"]
        named = [found.text for found in said if found.value not in NOBODY_IN_PARTICULAR]
        return (named[0],) if len(named) == 1 else ()

    def recognise(self, turn: Turn) -> str | None:
        named = self.list_candidates(turn)
        if named:
            return named[0]
        said = super().recognise(turn)
        if said is not None and len(said.splitlines()) > 1:
            raise UserError("dialogue.too_long", longest=self.longest)
        return said
