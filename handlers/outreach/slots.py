"""What is asked before the form: which lecture of the menu."""

from __future__ import annotations

from dataclasses import dataclass

from bot.dialogue.slots import Slot, find_named
from bot.dialogue.turn import Turn
from bot.messages import Choice as Button
from bot.service_facts import words_in
from handlers.outreach.service.catalogue import Topic, find_catalogue


@dataclass(frozen=True)
class TopicSlot(Slot):
    """One of the city's, by its name or other words for it."""

    def holds(self, value: str, turn: Turn) -> bool:
        return any(one.id == value for one in _list_topics(turn))

    def list_candidates(self, turn: Turn) -> tuple[str, ...]:
        said = turn.wanted if turn.utterance else ""
        return tuple(
            one.id for one in _list_topics(turn) if find_named({one.id: (*one.says, *one.name.values())}, said)
        )

    def recognise(self, turn: Turn) -> str | None:
        pressed = turn.postback_params.get(self.name, "")
        return pressed if pressed and self.holds(pressed, turn) else self.prefill(turn)

    def say(self, value: str, turn: Turn) -> str:
        found = next((one for one in _list_topics(turn) if one.id == value), None)
        return words_in(found.name, turn.language) if found else ""

    def buttons(self, turn: Turn, room: str) -> tuple[Button, ...]:
        return tuple(self._button(room, words_in(one.name, turn.language), one.id) for one in _list_topics(turn))


def _list_topics(turn: Turn) -> tuple[Topic, ...]:
    catalogue = find_catalogue(turn.house.city)
    return catalogue.topics if catalogue else ()
