"""City services that exist only here, to see what the engine does with them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from bot.dialogue.handler import Handler
from bot.dialogue.reply import Done, GoTo, Reply
from bot.dialogue.slots import Confirm, Integer, Option, Words
from bot.dialogue.turn import Turn
from bot.errors import UserError
from bot.messages import Message
from handlers.operator.service import request_operator
from nlu.interpretation import Interpretation, RankedIntent

ROOMS = sorted((Path(__file__).parent / "rooms").glob("*/texts.yml"))
released: list[str] = []


class Copies(Handler):
    name = "copies"
    intents = ("order_copies",)
    slots = (Option("kind", options=("resident", "resident_all", "tax")), Integer("number", maximum=10))

    def summary(self, turn: Turn) -> Message:
        kind = turn.text(f"kind_{turn.slots['kind']}")
        return turn.say("summary", kind=kind, number=turn.slots["number"])

    def finish(self, turn: Turn) -> Reply:
        return Done((turn.say("done"),))

    def release(self, turn: Turn) -> None:
        released.append(self.name)


class Memo(Handler):
    name = "memo"
    intents = ("give_opinion",)
    slots = (Words("words", longest=200),)

    def finish(self, turn: Turn) -> Reply:
        return Done((turn.say("done", words=turn.slots["words"]),))


class Broken(Handler):
    """Fails after it has written something."""

    name = "broken"
    intents = ("break",)
    slots = (Confirm("sure"),)

    def finish(self, turn: Turn) -> Reply:
        request_operator(turn.session, turn.conversation_id, "half done", turn.now)
        raise ZeroDivisionError("".join(["sec", "ret"]))


class Refusing(Handler):
    """Can't take what was asked for, after it has written something."""

    name = "refusing"
    intents = ("queue",)
    slots = (Confirm("sure"),)

    def finish(self, turn: Turn) -> Reply:
        request_operator(turn.session, turn.conversation_id, "half done", turn.now)
        raise UserError("full", places=8)


class Looping(Handler):
    name = "looping"
    intents = ("loop",)

    def start(self, turn: Turn) -> Reply:
        return GoTo("looping")


SERVICES = (Copies, Memo, Broken, Refusing, Looping)
MEANT: dict[str, tuple[tuple[str, float], ...]] = {
    "写しを申し込みたい": (("order_copies", 0.95),),
    "住民票を2通ほしい": (("order_copies", 0.95),),
    "世帯全員の住民票がほしい": (("order_copies", 0.95),),
    "意見があります": (("give_opinion", 0.95),),
    "壊して": (("break", 0.95),),
    "並びたい": (("queue", 0.95),),
    "回して": (("loop", 0.95),),
    "写しか意見か": (("order_copies", 0.45), ("give_opinion", 0.41), ("queue", 0.05)),
    "まあどうかな": (("affirm", 0.45), ("deny", 0.2)),
    "写しかな": (("order_copies", 0.45), ("give_opinion", 0.1)),
}


def with_services(interpret: Callable[[str], Interpretation]) -> Callable[[str], Interpretation]:
    """The real understanding, and what the services here are asked with."""

    def understand(text: str) -> Interpretation:
        found = interpret(text)
        if text not in MEANT:
            return found
        ranking = tuple(RankedIntent(name, confidence) for name, confidence in MEANT[text])
        return Interpretation(found.text, ranking[0], ranking, found.entities, "test")

    return understand
