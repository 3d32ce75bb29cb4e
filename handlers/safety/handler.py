"""Takes one tap: safe, or in need of help; then with whom. A later tap changes it.

Owner: 危機管理防災課 (`services: shelters: department` in city.yml). Basis: 災害対策基本法 86条の15 (安否情報の提供).
"""

from __future__ import annotations

from bot.dialogue.choices import person_choice, phone_choice
from bot.dialogue.handler import Handler
from bot.dialogue.reply import Done, Reply
from bot.dialogue.turn import Turn
from bot.errors import UserError
from bot.messages import Choice
from handlers.safety.links import relative_choices
from handlers.safety.models import Company, Condition, SafetyCheck
from handlers.safety.service.answering import answer, find_check, find_open_check

AMBULANCE = "119"


class Safety(Handler):
    name = "safety"
    actions = ("answer",)
    at_any_time = ("answer",)
    is_listed = False
    must_arrive = True

    def start(self, turn: Turn) -> Reply:
        """From the menu for disasters: what the city asks, if it does, and what relatives can be told."""
        check = find_open_check(turn.session, turn.conversation_id, turn.now)
        ways = (*relative_choices(turn), person_choice(turn))
        if check is None:
            return Done((turn.say("nothing_asked", ways),))
        taps = tuple(
            Choice(turn.text(f"is_{one}"), postback=f"safety.answer?check={check.id}&is={one}")
            for one in (Condition.SAFE, Condition.HELP)
        )
        return Done((turn.say("ask_text", (*taps, *ways)),))

    def do_answer(self, turn: Turn) -> Reply:
        params = turn.postback_params
        check, said, company = self._find(turn), params.get("is", ""), params.get("with", "")
        if said not in ("", *Condition) or company not in ("", *Company) or not (said or company):
            raise UserError("dialogue.expired")
        condition = Condition(said) if said else None
        row = answer(turn.session, check, turn.conversation_id, condition, company, turn.now)
        if row is None:
            raise UserError("dialogue.expired")
        if row.condition == Condition.HELP and condition is not None and not check.is_drill:
            turn.house.registry.get("operator").act("alert", turn)
        return Done((turn.say(*self._word(turn, check, row.condition, row.company)),), resumes=False)

    def _word(self, turn: Turn, check: SafetyCheck, condition: str, company: str) -> tuple[str, tuple[Choice, ...]]:
        """What stands, what can still be said, and the way to change it."""
        base = f"safety.answer?check={check.id}"
        other = Condition.SAFE if condition == Condition.HELP else Condition.HELP
        change = Choice(turn.text(f"is_{other}"), postback=f"{base}&is={other}")
        asks = (
            () if company else tuple(Choice(turn.text(f"with_{one}"), postback=f"{base}&with={one}") for one in Company)
        )
        if condition == Condition.HELP:
            call = phone_choice(turn.text("call", number=AMBULANCE), AMBULANCE)
            shelters = Choice(turn.text("find_shelter"), postback="shelters.start")
            key = "noted_drill" if check.is_drill else "noted_help"
            return key, (call, shelters, *asks, person_choice(turn), change)
        return "noted_safe", (*asks, *relative_choices(turn), change)

    def _find(self, turn: Turn) -> SafetyCheck:
        said = turn.postback_params.get("check", "")
        check = find_check(turn.session, int(said)) if said.isascii() and said.isdigit() and len(said) < 10 else None
        if check is None:
            raise UserError("dialogue.expired")
        return check
