"""How full the places are, and the next free time, in a card that leads to the chart."""

from __future__ import annotations

from bot.dialogue.choices import help_choice
from bot.dialogue.dates import say_moment
from bot.dialogue.slots import NAMES_BETWEEN, find_named
from bot.dialogue.turn import Turn
from bot.dialogue.words import Speaks
from bot.messages import Card, Choice
from bot.texts import LANGUAGES
from handlers.card_center.choosing import get_catalogue
from handlers.card_center.service.catalogue import Office
from handlers.card_center.service.crowding import Crowd, list_crowds
from handlers.card_center.service.offering import Search
from handlers.card_center.words import say_office


def asks_how_full(turn: Turn) -> bool:
    """Whether words for a crowd were said, and neither a day or time to reserve nor that one wants to."""
    if not turn.utterance or turn.among.get("time"):
        return False
    return _says(turn, "words_crowd") and not _says(turn, "words_reserve")


def crowd_card(turn: Turn) -> Card:
    """Each place now, when there is most room, and when one could come next."""
    crowds = list_crowds(turn.session, get_catalogue(turn), turn.now)
    url = f"{turn.house.public_url}/card-center?lang={turn.language}"
    return Card(
        title=turn.text("card_center.crowd"),
        text=turn.text("card_center.crowd_text"),
        facts=tuple((say_office(turn, crowd.office), _say(turn, crowd)) for crowd in crowds),
        buttons=(Choice(turn.text("card_center.crowd_open"), url=url),),
        choices=(Choice(turn.text("card_center.book"), postback="card_center.start"), help_choice(turn)),
    )


def list_crowd(turn: Turn) -> str:
    """The same in a few lines, for a question in between."""
    crowds = list_crowds(turn.session, get_catalogue(turn), turn.now)
    return "\n".join(f"{say_office(turn, crowd.office)}\n{_say(turn, crowd)}" for crowd in crowds)


def _says(turn: Turn, key: str) -> bool:
    """One of the words, in whatever language: who writes another one than before is answered in theirs only later."""
    words = (word for one in LANGUAGES for word in turn.text_in(one, f"card_center.{key}").split(NAMES_BETWEEN))
    return any(find_named({"": (word,)}, turn.wanted) is not None for word in words)


def say_now(words: Speaks, crowd: Crowd) -> str:
    """The level in words, with the share that is taken."""
    if crowd.now is None:
        return words.text("card_center.crowd_closed")
    return words.text(f"card_center.crowd_{crowd.now.level}", percent=crowd.now.percent)


def _say(turn: Turn, crowd: Crowd) -> str:
    lines = [say_now(turn, crowd)]
    if quietest := crowd.find_quietest(turn.now):
        lines.append(turn.text("card_center.crowd_room", moment=say_moment(turn, quietest.starts_at)))
    lines.append(_say_next(turn, crowd.office))
    return "\n".join(lines)


def _say_next(turn: Turn, office: Office) -> str:
    """The next time for one person."""
    found = Search(get_catalogue(turn), (office,), 1, turn.now).find(turn.session).found
    if not found:
        return turn.text("card_center.crowd_no_next")
    return turn.text("card_center.crowd_next", moment=say_moment(turn, found[0].starts_at))
