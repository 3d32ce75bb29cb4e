"""What a citizen wants to be told of, where and when not; changed or stopped in one word.

Owner: 広報広聴課 (department `publicity`). Basis: 個人情報の保護に関する法律 (purpose, consent).

Children's ages and who needs help are asked for on our own page alone, with the purpose and by consent.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.city import City
from bot.dialogue.choices import help_choice
from bot.dialogue.handler import Handler
from bot.dialogue.reply import Ask, Done, GoTo, Reply
from bot.dialogue.slots import find_named
from bot.dialogue.tracker import HandlerEnded
from bot.dialogue.turn import Turn
from bot.errors import UserError
from bot.messages import Choice
from bot.models.vault import Vault
from bot.service_facts import words_in
from bot.services.segments.catalogue import Catalogue, find_areas, find_catalogue
from bot.services.segments.choosing import Choices
from handlers.subscriptions import service
from handlers.subscriptions.cards import MOST_TOGGLES, settings_card
from handlers.subscriptions.service import Change
from handlers.subscriptions.slots import AreaSlot
from nlu.interpretation import Interpretation
from nlu.keywords import Keywords

_STOPS = Keywords(Path(__file__).with_name("words.yml"))


class Subscriptions(Handler):
    name = "subscriptions"
    intents = ("subscribe",)
    at_any_step = ("subscribe",)
    slots = (AreaSlot("area"),)
    actions = ("topic", "area", "add", "leave", "stop", "resume", "standing")
    for_others = False

    def check_city(self, city: City) -> None:
        find_catalogue(city)
        find_areas(city)

    def claims(self, turn: Turn) -> Reply | None:
        """The word that stops everything, whatever is open."""
        is_offered = find_catalogue(turn.house.city) is not None
        return GoTo(self.name) if is_offered and _is_stop(turn) else None

    def start(self, turn: Turn) -> Reply | None:
        """What holds now, or the end of everything for who says that word."""
        catalogue = find_catalogue(turn.house.city)
        if catalogue is None:
            turn.record(HandlerEnded(self.name))
            return GoTo("faq")  # which knows the office
        if _is_stop(turn):
            return self.do_stop(turn)
        choices = service.read(turn.session, catalogue, turn.conversation_id)
        lead = turn.text("is_stopped" if choices.is_stopped else "now")
        return Done((settings_card(turn, catalogue, choices, lead, _name_topics(catalogue, turn.utterance)),))

    def finish(self, turn: Turn) -> Reply:
        return self._add_area(turn, turn.slots["area"])

    def do_topic(self, turn: Turn) -> Reply:
        """One more, or one less."""
        catalogue, said = self._get(turn), turn.postback_params
        topic = catalogue.find_topic(said.get("id", ""))
        if topic is None:
            raise UserError("dialogue.expired")
        is_wanted = said.get("wanted") == "yes"
        lead = turn.text("added" if is_wanted else "dropped", topic=words_in(topic.name, turn.language))
        return self._change(turn, service.with_topic(catalogue, topic.id, is_wanted=is_wanted), lead)

    def do_area(self, turn: Turn) -> Reply:
        """Which one."""
        if not len(find_areas(turn.house.city)):
            raise UserError("dialogue.expired")
        return Ask("area")

    def do_add(self, turn: Turn) -> Reply:
        return self._add_area(turn, turn.postback_params.get("area", ""))

    def do_leave(self, turn: Turn) -> Reply:
        area = find_areas(turn.house.city).find(turn.postback_params.get("area", ""))
        if area is None:
            raise UserError("dialogue.expired")
        lead = turn.text("area_left", area=area.name_in(turn.language))
        return self._change(turn, service.without_area(area.id), lead)

    def do_stop(self, turn: Turn) -> Reply:
        """At once; what was chosen is kept for who comes back."""
        self._keep(turn, service.stopped)
        ways = (
            Choice(turn.text("only_standing"), postback="subscriptions.standing"),
            Choice(turn.text("resume"), postback="subscriptions.resume"),
            help_choice(turn),
        )
        return Done((turn.say("stopped", ways),))

    def do_resume(self, turn: Turn) -> Reply:
        return self._change(turn, service.resumed, turn.text("resumed"))

    def do_standing(self, turn: Turn) -> Reply:
        """Nothing but what everybody is told of."""
        return self._change(turn, service.only_standing(self._get(turn)), turn.text("standing_left"))

    def take_denial(self, turn: Turn, denied: Interpretation) -> Reply | None:
        """No messages about a topic; without one, none at all."""
        catalogue = find_catalogue(turn.house.city)
        if catalogue is None:
            return None
        named = _name_topics(catalogue, denied.text)
        topic = catalogue.find_topic(named[0]) if len(named) == 1 else None
        if topic is None:
            return self.do_stop(turn)
        lead = turn.text("dropped", topic=words_in(topic.name, turn.language))
        return self._change(turn, service.with_topic(catalogue, topic.id, is_wanted=False), lead)

    def _add_area(self, turn: Turn, id: str) -> Reply:
        """With the district's towns to choose from, for who wants to hear of less."""
        areas, catalogue = find_areas(turn.house.city), self._get(turn)
        area = areas.find(id)
        if area is None:
            raise UserError("dialogue.expired")
        lead = turn.text("area_added", area=area.name_in(turn.language))
        choices = self._keep(turn, service.with_area(areas, id, catalogue.most_areas))
        towns = [] if area.parent else areas.towns_of(id)
        if not towns:
            return Done((settings_card(turn, catalogue, choices, lead),))
        card = settings_card(turn, catalogue, choices, f"{lead}\n{turn.text('or_town')}")
        finer = (Choice(town.name_in(turn.language), postback=f"subscriptions.add?area={town.id}") for town in towns)
        return Done((replace(card, choices=(*list(finer)[:MOST_TOGGLES], help_choice(turn))),))

    def _change(self, turn: Turn, how: Change, lead: str) -> Reply:
        return Done((settings_card(turn, self._get(turn), self._keep(turn, how), lead),))

    def _keep(self, turn: Turn, how: Change) -> Choices:
        dialect: Any = turn.session.get_bind().dialect
        vault: Vault = dialect.vault
        return service.change(
            turn.session, vault, turn.house.city, self._get(turn), turn.conversation_id, how, turn.now
        )

    def _get(self, turn: Turn) -> Catalogue:
        catalogue = find_catalogue(turn.house.city)
        if catalogue is None:
            raise UserError("dialogue.expired")
        return catalogue


def _is_stop(turn: Turn) -> bool:
    return bool(turn.utterance) and _STOPS.find(turn.utterance) is not None


def _name_topics(catalogue: Catalogue, said: str) -> list[str]:
    """The topics that words name."""
    return [one.id for one in catalogue.topics if said and find_named({one.id: (*one.says, *one.name.values())}, said)]
