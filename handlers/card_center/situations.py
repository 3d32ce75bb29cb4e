"""What is different for some, as far as it was said: a child, somebody who comes instead, a letter that was lost."""

from __future__ import annotations

from bot.dialogue.slots import find_named
from bot.dialogue.turn import Turn
from handlers.card_center.choosing import get_catalogue
from handlers.card_center.service.catalogue import Situation


def find_situations(turn: Turn) -> list[Situation]:
    """Those whose words are in what was said."""
    if not turn.utterance:
        return []
    all_of_them = get_catalogue(turn).situations
    return [one for one in all_of_them if find_named({one.id: (*one.says, *one.name.values())}, turn.wanted)]


def list_situations(turn: Turn) -> list[Situation]:
    """Those that were said before and matter for what the citizen comes for."""
    said = turn.slots.get("situations") or ()
    found = get_catalogue(turn).list_situations(turn.slots.get("purpose") or "")
    return [one for one in found if one.id in said]
