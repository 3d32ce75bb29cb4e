"""Welcomes a new friend, greets, takes thanks, small talk and anger. Owner: デジタル推進課 (department `digital`).

At the first contact, and whenever it is asked, it says that a program answers and how to reach a person. Who is
angry is not scolded, who is sad is not cheered up: both are offered somebody who listens.
"""

from __future__ import annotations

from bot.dialogue.choices import city_phone_choice, example_choices, help_choice, person_choice
from bot.dialogue.handler import Handler
from bot.dialogue.reply import Done, Reply
from bot.dialogue.turn import Turn
from bot.messages import Channel, Choice, InboundKind, Message
from bot.services.disaster_mode import find_mode
from nlu.interpreter import CONFIDENT


class Greeting(Handler):
    name = "greeting"
    # Disappointment with the bot is an `insult` too, no `talk_to_staff`: nobody is handed over who did not ask for it.
    intents = ("greet", "thanks", "bot_challenge", "insult", "small_talk", "mood_unhappy")
    is_listed = False
    is_courtesy = True

    def start(self, turn: Turn) -> Reply:
        if turn.inbound.kind is InboundKind.FOLLOW:
            return self._welcome(turn)
        return Done((self._answer(turn),))

    def _welcome(self, turn: Turn) -> Reply:
        friend = "welcome_back" if turn.inbound.is_unblocked else "welcome"
        key = friend if turn.inbound.channel is Channel.LINE else "welcome_here"
        language = Choice(turn.text("other_languages"), postback="language.start")
        choices = (*_shelters_first(turn), *example_choices(turn), help_choice(turn), language, person_choice(turn))
        return Done((turn.say(key), turn.say("how_it_works", choices)))

    def _answer(self, turn: Turn) -> Message:
        person, ways = person_choice(turn), (*_shelters_first(turn), *example_choices(turn), help_choice(turn))
        match turn.interpretation.intent.name:
            case "thanks":
                return turn.say("you_are_welcome")
            case "bot_challenge":
                return turn.say("a_program", (*ways, person))
            case "insult" if _was_insulted_before(turn):
                return turn.say("sorry_again", (person, city_phone_choice(turn)))
            case "insult":
                return turn.say("sorry", (person, help_choice(turn)))
            case "small_talk":
                return turn.say("any_time", ways)
            case "mood_unhappy":
                where = turn.text("where_to_talk")
                return turn.say("you_can_talk", (person, Choice(where, text=where), city_phone_choice(turn)))
        return turn.say("hello", ways)


def _shelters_first(turn: Turn) -> tuple[Choice, ...]:
    """In disaster mode."""
    if find_mode(turn.session) is None:
        return ()
    return (Choice(turn.text("shelters.title"), postback="shelters.start"),)


def _was_insulted_before(turn: Turn) -> bool:
    """In the turn before this one too."""
    before = turn.tracker.heard[-2:-1]
    return any(one.intent == "insult" and one.confidence >= CONFIDENT for one in before)
