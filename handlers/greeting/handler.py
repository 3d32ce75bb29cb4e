"""Welcomes a new friend, greets, and takes thanks. Owner: デジタル推進課 (department `digital`).

At the first contact it says that a program answers, and how to reach a person.
"""

from __future__ import annotations

from bot.dialogue.choices import example_choices, help_choice, person_choice
from bot.dialogue.handler import Handler
from bot.dialogue.reply import Done, Reply
from bot.dialogue.turn import Turn
from bot.messages import Channel, Choice, InboundKind


class Greeting(Handler):
    name = "greeting"
    intents = ("greet", "thanks")
    is_listed = False
    is_courtesy = True

    def start(self, turn: Turn) -> Reply:
        if turn.inbound.kind is InboundKind.FOLLOW:
            return self._welcome(turn)
        if turn.interpretation.intent.name == "thanks":
            return Done((turn.say("you_are_welcome"),))
        return Done((turn.say("hello", (*example_choices(turn), help_choice(turn))),))

    def _welcome(self, turn: Turn) -> Reply:
        friend = "welcome_back" if turn.inbound.is_unblocked else "welcome"
        key = friend if turn.inbound.channel is Channel.LINE else "welcome_here"
        language = Choice(turn.text("other_languages"), postback="language.start")
        choices = (*example_choices(turn), help_choice(turn), language, person_choice(turn))
        return Done((turn.say(key), turn.say("how_it_works", choices)))
