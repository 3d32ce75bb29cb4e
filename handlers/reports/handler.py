"""Takes reports of damage, on quiet days and in disasters, and says how they stand.

Owner: 道路維持課 and 危機管理防災課 (departments `roads`, `disaster`). Basis: 道路法 42条, 災害対策基本法 50条・54条.

Somebody in danger is told whom to call before anything is asked; a sure emergency never comes here (see the policy).
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.city import City
from bot.dialogue.choices import help_choice, phone_choice
from bot.dialogue.handler import Handler, Unfinished
from bot.dialogue.reply import Ask, Done, GoTo, Reply
from bot.dialogue.tracker import HandlerEnded
from bot.dialogue.turn import Turn
from bot.errors import UserError
from bot.messages import Card, Carousel, Choice, Message
from handlers.reports import cards
from handlers.reports.models import OPEN, DamageReport, Mark
from handlers.reports.service.catalogue import check_catalogue, find_catalogue
from handlers.reports.service.kinds import DANGEROUS
from handlers.reports.service.places import open_gazetteer
from handlers.reports.service.submitting import Told, list_own, read_place, submit
from handlers.reports.slots import ALARM, NONE, KindSlot, PhotoSlot, PlaceSlot, StorySlot

SHOWN = 5
MARKS = (Mark.OUTSIDE, Mark.MANY, Mark.NO_PLACE)  # the first that a report has is said


class Reports(Handler):
    name = "reports"
    intents = ("report_damage",)
    slots = (KindSlot("kind"), PlaceSlot("place"), StorySlot("words"), PhotoSlot("photo"))
    actions = ("disaster", "everyday", "mine")
    for_others = False
    must_arrive = True

    def check_city(self, city: City) -> None:
        check_catalogue(city)

    def start(self, turn: Turn) -> Reply | None:
        if find_catalogue(turn.house.city) is not None:
            return None
        turn.record(HandlerEnded(self.name))
        return GoTo("faq")  # which knows the office, and what the city has written

    def do_disaster(self, turn: Turn) -> Reply:
        """The kinds of a disaster; the slot looks at the button."""
        return Ask("kind")

    def do_everyday(self, turn: Turn) -> Reply:
        return Ask("kind")

    def do_mine(self, turn: Turn) -> Reply:
        """The citizen's reports, the newest first."""
        found = list_own(turn.session, turn.conversation_id, SHOWN)
        begin = Choice(turn.text("title"), postback=f"{self.name}.start")
        if not found:
            return Done((turn.say("none_made", (begin, help_choice(turn))),))
        shown = tuple(cards.report_card(turn, one, turn.text(f"kind_{one.kind}"), "") for one in found)
        return Done(shown if len(shown) == 1 else (Carousel(shown, choices=(begin, help_choice(turn))),))

    def summary(self, turn: Turn) -> Message | None:
        """As it will be sent."""
        facts = tuple(
            (slot.names(turn)[0], slot.say(turn.slots[slot.name], turn))
            for slot in self.slots
            if slot.applies(turn) and turn.slots.get(slot.name) not in (None, "")
        )
        calls = ALARM if turn.slots.get("kind") in DANGEROUS else ()
        buttons = tuple(phone_choice(turn.text("call", number=number), number) for number in calls)
        return Card(turn.text("check_title"), turn.text("check"), facts, buttons)

    def finish(self, turn: Turn) -> Reply:
        catalogue = find_catalogue(turn.house.city)
        if catalogue is None:
            raise UserError("dialogue.expired")
        told, photo = turn.slots, turn.slots.get("photo") or NONE
        place_words = str(told["place"].get("words") or "")
        what = Told(
            kind=told["kind"],
            words=told["words"],
            place=read_place(told["place"]),
            place_words=place_words,
            language=turn.language,
            message_id="" if photo == NONE else photo,
        )
        gazetteer = open_gazetteer(turn.house.city)
        report = submit(turn.session, catalogue, gazetteer, turn.conversation_id, what, turn.now)
        return Done((cards.report_card(turn, report, turn.text("received_title"), self._say_received(turn, report)),))

    def list_unfinished(self, turn: Turn) -> Sequence[Unfinished]:
        found = list_own(turn.session, turn.conversation_id, SHOWN)
        return [cards.describe_unfinished(turn, one) for one in found if one.state in OPEN]

    def _say_received(self, turn: Turn, report: DamageReport) -> str:
        mark = next((mark for mark in MARKS if mark in report.marks), None)
        return turn.text(f"received_{mark}" if mark else "received")
