"""Says where to flee to: the nearest shelters that are for the hazard, open ones first, with the way there.

Owner: 危機管理防災課 (`services: shelters: department` in city.yml). Basis: 災害対策基本法 49条の4 (指定緊急避難場所),
49条の7 (指定避難所), 57条の2 (residents are told).

Nothing of who asks is kept but the place in the conversation.
"""

from __future__ import annotations

from bot.city import City
from bot.dialogue.handler import Handler
from bot.dialogue.reply import GoTo, Reply
from bot.dialogue.tracker import HandlerEnded
from bot.dialogue.turn import Turn
from bot.errors import UserError
from handlers.shelters import answers
from handlers.shelters.models import Hazard
from handlers.shelters.service.catalogue import load_catalogue
from handlers.shelters.service.city_facts import check_facts
from handlers.shelters.slots import ANY, HazardSlot, NeedsSlot, PlaceSlot


class Shelters(Handler):
    name = "shelters"
    intents = ("shelter_search",)
    slots = (PlaceSlot("place"), HazardSlot("hazard", options=(ANY, *Hazard)), NeedsSlot("needs"))
    actions = ("near", "again")
    place_action = "near"
    for_others = False
    must_arrive = True

    def check_city(self, city: City) -> None:
        check_facts(city)

    def start(self, turn: Turn) -> Reply | None:
        if len(load_catalogue(turn.session)):
            return None
        if not turn.utterance:
            return answers.answer_unknown(turn)
        turn.record(HandlerEnded(self.name))
        return GoTo("faq")  # which knows the office, and what the city has written

    def finish(self, turn: Turn) -> Reply:
        return answers.answer_nearest(turn)

    def do_near(self, turn: Turn) -> Reply:
        """From the place that a button names."""
        place, hazard = (turn.postback_params.get(name, "") for name in ("place", "hazard"))
        if not place or hazard not in (ANY, "", *Hazard):
            raise UserError("dialogue.expired")
        return GoTo(self.name, {"place": place, **({"hazard": hazard} if hazard else {})})

    def do_again(self, turn: Turn) -> Reply:
        """Asks anew where one is."""
        return GoTo(self.name)
