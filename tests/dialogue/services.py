"""City services that exist only here, to see what the engine does with them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.clock import tokyo_now
from bot.dialogue.handler import Handler
from bot.dialogue.moments import Day, Moment
from bot.dialogue.positions import Position
from bot.dialogue.reply import Done, GoTo, Reply
from bot.dialogue.slots import Confirm, Integer, Option, Words
from bot.dialogue.turn import Turn
from bot.errors import UserError
from bot.messages import Message
from bot.services.desk.requests import request_operator
from nlu.interpretation import Interpretation, RankedIntent
from nlu.interpreter import Interpreter
from tests.dialogue.conversation import Conversation

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


class Visits(Handler):
    """Books a time at which certificates are fetched."""

    name = "visits"
    intents = ("book_visit",)
    slots = (
        Option(
            "certificate",
            options=("resident-record", "seal", "family-register", "family-register-part"),
            entity="certificate",
        ),
        Moment("moment"),
        Integer("people", maximum=5, units=("人",)),
    )

    def summary(self, turn: Turn) -> Message:
        said = {slot.name: slot.say(turn.slots[slot.name], turn) for slot in self.slots}
        return turn.say("summary", **said)

    def finish(self, turn: Turn) -> Reply:
        return Done((turn.say("done"),))


class Stay(Handler):
    """Two days, and no summary."""

    name = "stay"
    intents = ("stay_overnight",)
    slots = (Day("arrival"), Day("departure"))

    def finish(self, turn: Turn) -> Reply:
        return Done((turn.say("done", **turn.slots),))


class Nearby(Handler):
    """Something near to where the citizen is."""

    name = "nearby"
    intents = ("find_nearby",)
    slots = (Position("here"), Day("day", may_be_past=True))

    def finish(self, turn: Turn) -> Reply:
        return Done((turn.say("done", here=self.slots[0].say(turn.slots["here"], turn)),))


class Failing(Handler):
    """Fails as soon as it begins, after it has written something."""

    name = "failing"
    intents = ("fail",)

    def start(self, turn: Turn) -> Reply:
        request_operator(turn.session, turn.conversation_id, "half done", turn.now)
        raise ZeroDivisionError


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


SERVICES = (Copies, Memo, Visits, Stay, Nearby, Failing, Broken, Refusing, Looping)
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


# What one part of a message asks for, and what is denied.
ASKED = {
    "order_copies": "住民票がほしい|課税証明書もお願いします|住民票2通ください|課税証明書1通ください|写し|住民票",
    "give_opinion": "意見を書きたい|意見|ご意見",
    "book_visit": "受け取りを予約したい|来週カードの受け取りを予約したい|受け取りの予約",
    "queue": "列に並びたい",
    "stay_overnight": "泊まりたい",
    "fail": "失敗したい",
    "find_nearby": "近くを探したい",
}
MEANT |= {words: ((intent, 0.95),) for intent, all_words in ASKED.items() for words in all_words.split("|")}


@dataclass(frozen=True)
class Knowing:
    """The real understanding, and what the services here are asked with."""

    interpreter: Interpreter
    name = "test"

    def parse(self, text: str) -> Interpretation:
        if text not in MEANT:
            found = self.interpreter.interpret(text)
            return Interpretation(found.text, found.intent, found.ranking, engine=found.engine)
        ranking = tuple(RankedIntent(name, confidence) for name, confidence in MEANT[text])
        return Interpretation(text, ranking[0], ranking, engine=self.name)


def with_services(interpreter: Interpreter, today: Callable[[], date] = tokyo_now) -> Interpreter:
    """The real understanding of every sentence but those of `MEANT`."""
    return Interpreter(Knowing(interpreter), today=today)


def value(citizen: Conversation, slot: str) -> object:
    """Of a slot of the service that is open."""
    assert citizen.tracker.active is not None
    return citizen.tracker.active.slots.get(slot)
