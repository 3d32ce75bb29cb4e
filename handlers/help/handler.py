"""Says what the counter can do, made of the registry's services. Owner: デジタル推進課 (department `digital`)."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from bot.dialogue.choices import example_choices, person_choice
from bot.dialogue.handler import Handler
from bot.dialogue.reply import Done, Reply
from bot.dialogue.turn import Turn
from bot.messages import Card, Carousel, Choice

MAX_CARDS = 12  # as many as LINE shows in one carousel


class Help(Handler):
    name = "help"
    intents = ("help",)
    at_any_step = ("help",)
    is_listed = False

    def start(self, turn: Turn) -> Reply:
        services = [handler for handler in turn.house.registry if handler.is_listed]
        cards = [self._card(handler.name, turn) for handler in services]
        count = ceil(len(cards) / MAX_CARDS)
        size = ceil(len(cards) / count)  # no second one with a single card
        shown = [tuple(cards[at : at + size]) for at in range(0, len(cards), size)]
        choices = (*example_choices(turn), person_choice(turn))
        last = len(shown) - 1
        carousels = (
            Carousel(some, self._name(some, turn), choices if at == last else ()) for at, some in enumerate(shown)
        )
        return Done((turn.say("intro"), *carousels))

    def _name(self, cards: Sequence[Card], turn: Turn) -> str:
        return turn.text("alt", titles="\n".join(card.title for card in cards))

    def _card(self, room: str, turn: Turn) -> Card:
        start = Choice(turn.text("start"), postback=f"{room}.start")
        return Card(turn.text(f"{room}.title"), turn.text(f"{room}.help"), buttons=(start,))
