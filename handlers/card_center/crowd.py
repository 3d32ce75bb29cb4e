"""How full the places are, in a card that leads to the chart."""

from __future__ import annotations

from bot.dialogue.choices import help_choice
from bot.dialogue.dates import say_moment
from bot.dialogue.turn import Turn
from bot.dialogue.words import Speaks
from bot.messages import Card, Choice
from handlers.card_center.choosing import get_catalogue
from handlers.card_center.service.crowding import Crowd, list_crowds
from handlers.card_center.words import say_office


def crowd_card(turn: Turn) -> Card:
    """Each place now, and when there is most room."""
    crowds = list_crowds(turn.session, get_catalogue(turn), turn.now)
    url = f"{turn.house.public_url}/card-center?lang={turn.language}"
    return Card(
        title=turn.text("card_center.crowd"),
        text=turn.text("card_center.crowd_text"),
        facts=tuple((say_office(turn, crowd.office), _say(turn, crowd)) for crowd in crowds),
        buttons=(Choice(turn.text("card_center.crowd_open"), url=url),),
        choices=(Choice(turn.text("card_center.book"), postback="card_center.start"), help_choice(turn)),
    )


def say_now(words: Speaks, crowd: Crowd) -> str:
    """The level in words, with the share that is taken."""
    if crowd.now is None:
        return words.text("card_center.crowd_closed")
    return words.text(f"card_center.crowd_{crowd.now.level}", percent=crowd.now.percent)


def _say(turn: Turn, crowd: Crowd) -> str:
    quietest = crowd.find_quietest(turn.now)
    if quietest is None:
        return say_now(turn, crowd)
    room = turn.text("card_center.crowd_room", moment=say_moment(turn, quietest.starts_at))
    return f"{say_now(turn, crowd)}\n{room}"
