"""Says which clinics are open, which nurseries have places, and what there is for a child's age on which day.

Owner: 保育幼稚園課 (`services: child_care: department` in city.yml). Basis: 子ども・子育て支援法 59条1号 (parents are
informed), 医療法 6条の2 (so are patients, of clinics).

All of it is the city's data with its dates; nothing of who asks is kept.
"""

from __future__ import annotations

from bot.city import City
from bot.dialogue.handler import Handler
from bot.dialogue.reply import GoTo, Reply
from bot.dialogue.tracker import HandlerEnded
from bot.dialogue.turn import Turn
from bot.errors import UserError
from handlers.child_care import answers
from handlers.child_care.models import Kind
from handlers.child_care.said_ages import read_ages
from handlers.child_care.said_times import read_spans
from handlers.child_care.service.catalogue import check_facts
from handlers.child_care.service.rows import AGE_CLASSES
from handlers.child_care.service.searching import has_any, list_districts
from handlers.child_care.slots import KINDS, AgeSlot, DistrictSlot, KindSlot


class ChildCare(Handler):
    name = "child_care"
    intents = tuple(KINDS)
    slots = (KindSlot("kind", options=tuple(KINDS.values())), AgeSlot("age"), DistrictSlot("district"))
    actions = ("clinics", "nurseries", "hours", "events")
    for_others = False

    def check_city(self, city: City) -> None:
        check_facts(city)

    def start(self, turn: Turn) -> Reply | None:
        kind = KINDS.get(turn.interpretation.intent.name)
        if kind is not None and turn.utterance and not has_any(turn.session, kind):
            turn.record(HandlerEnded(self.name))
            return GoTo("faq")  # which knows the office, and what the city has written
        return None

    def finish(self, turn: Turn) -> Reply:
        kind = Kind(turn.slots["kind"])
        if not has_any(turn.session, kind):
            return answers.answer_unknown(turn, kind)
        if kind is Kind.NURSERIES:
            return answers.answer_nurseries(turn, turn.slots["age"], turn.slots.get("district", ""))
        if kind is Kind.CLINICS:
            return answers.answer_clinics(turn, read_spans(turn))
        return answers.answer_occasions(turn, kind, read_spans(turn), read_ages(turn))

    def do_clinics(self, turn: Turn) -> Reply:
        return answers.answer_clinics(turn, [])

    def do_nurseries(self, turn: Turn) -> Reply:
        """Of a class, in a district; the class is asked for where the button does not say it."""
        if not has_any(turn.session, Kind.NURSERIES):
            return answers.answer_unknown(turn, Kind.NURSERIES)
        age, district = (turn.postback_params.get(name, "") for name in ("age", "district"))
        if not age:
            return GoTo(self.name, {"kind": Kind.NURSERIES})
        if age not in AGE_CLASSES or (district and district not in list_districts(turn.session)):
            raise UserError("dialogue.expired")
        return answers.answer_nurseries(turn, age, district)

    def do_hours(self, turn: Turn) -> Reply:
        return answers.answer_occasions(turn, Kind.HOURS, [], None)

    def do_events(self, turn: Turn) -> Reply:
        return answers.answer_occasions(turn, Kind.EVENTS, [], None)
