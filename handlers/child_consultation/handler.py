"""Any concern about a child, by an adult or the child. Owner: こども総合支援センター (department `family-center`).

Basis: 児童福祉法 10条の2, 児童虐待の防止等に関する法律 6条, and the government's guideline on using LINE (2021):
what is told of a child does not stay there. Every text is judged by reviewed rules; what is for the centre is emptied
here and told on our own page. Who is in danger gets the numbers to call, and a person is alerted without a word of it.
"""

from __future__ import annotations

import logging

from sqlalchemy.exc import OperationalError

from bot.city import City
from bot.dialogue.choices import help_choice, person_choice
from bot.dialogue.handler import Handler
from bot.dialogue.reply import Done, GoTo, Reply
from bot.dialogue.tracker import HandlerEnded
from bot.dialogue.turn import Turn
from bot.errors import describe_fault
from bot.messages import Choice
from bot.services.claims import LeaseLost
from handlers.child_consultation import answers
from handlers.child_consultation.beside import find_beside
from handlers.child_consultation.levels import Level
from handlers.child_consultation.listening import (
    collect,
    forget,
    forget_before,
    give_numbers,
    is_coarse,
    is_mere_joke,
    is_missed,
    is_ours,
    is_told,
    look,
    name_danger,
    offer_page,
)
from handlers.child_consultation.service.catalogue import check_catalogue, find_catalogue
from handlers.child_consultation.service.opening import open_case
from handlers.child_consultation.triage.city_table import load_city_table
from handlers.child_consultation.triage.judging import Verdict
from handlers.child_consultation.triage.rule import Topic
from nlu.interpretation import Interpretation

log = logging.getLogger(__name__)


class ChildConsultation(Handler):
    name = "child_consultation"
    intents = ("child_consultation",)
    actions = ("begin",)
    for_others = False
    must_arrive = True

    def check_city(self, city: City) -> None:
        check_catalogue(city)
        if city.folder is not None:
            load_city_table(city.folder)

    def claims(self, turn: Turn) -> Reply | None:
        if find_catalogue(turn.house.city) is None:
            return None
        verdict = look(turn)
        beside = find_beside(turn, verdict)
        if beside is not None or is_ours(verdict, turn):
            return self._answer(turn, verdict, beside)
        if is_missed(verdict, turn):
            name_danger(turn, verdict)
            return GoTo("emergency")
        if Topic.SELF_HARM in verdict.topics:
            offer_page(turn, answers.page_url(turn))
        if turn.tracker.active is None and not verdict.is_request:
            return self._ask_back(turn, verdict)
        return None

    def start(self, turn: Turn) -> Reply | None:
        if find_catalogue(turn.house.city) is None:
            turn.record(HandlerEnded(self.name))
            return GoTo("faq")  # which knows the office, and what the city has written
        return self._answer(turn, look(turn).raised_to(Level.SOON)) if turn.utterance else self.do_begin(turn)

    def do_begin(self, turn: Turn) -> Reply:
        """The page, by a button. What was told just before it leaves with it."""
        page, forgets = answers.page_url(turn), forget_before(turn)
        card = answers.page_card(turn, Verdict(Level.SOON), "", page, is_emptied=forgets is not None)
        return Done((card,), forgets=forgets)

    def _answer(self, turn: Turn, verdict: Verdict, beside: Interpretation | None = None) -> Reply:
        """What was said is emptied with this turn; a case is opened before, so that the page may have the words."""
        page, is_silent = answers.page_url(turn), is_told(verdict, turn)
        if is_coarse(verdict, turn.interpretation):
            give_numbers(turn)
        taken_along = self._open(turn, verdict, not is_silent)
        if is_silent:
            return Done((), resumes=False, forgets=forget(turn))
        if verdict.level is Level.EMERGENCY:
            turn.house.registry.get("operator").act("alert", turn)
            card = answers.numbers_card(turn, verdict, taken_along or page)
        else:
            card = answers.page_card(turn, verdict, taken_along, page)
        return Done((card,), resumes=beside is not None, forgets=forget(turn), leaves=beside)

    def _open(self, turn: Turn, verdict: Verdict, is_offered: bool) -> str:
        """Where the page opens with the words. Whatever goes wrong with the case, the numbers are said."""
        try:
            with turn.session.begin_nested():
                opened = open_case(
                    turn.session,
                    conversation_id=turn.conversation_id,
                    level=verdict.level,
                    topics=verdict.topics,
                    rules=verdict.rules,
                    is_child=verdict.is_child,
                    alert=verdict.alert,
                    within_minutes=verdict.within_minutes,
                    words=collect(turn),
                    now=turn.now,
                    city=turn.house.city,
                    is_offered=is_offered,
                )
        except (OperationalError, LeaseLost):
            raise
        except Exception as error:  # noqa: BLE001  # somebody in danger hears the numbers in any case
            log.error("inbox %s: no case could be opened: %s", turn.inbox_id, describe_fault(error))
            return ""
        return answers.page_url(turn, opened.page_url_token)

    def _ask_back(self, turn: Turn, verdict: Verdict) -> Reply | None:
        """News, a film, a sign that cries: gently, whether it is about somebody near. A joke: lightly."""
        key = "ask_quoted" if verdict.is_quoted else "ask_unclear" if verdict.is_unclear else ""
        key = key or (answers.say_key("lightly", verdict) if is_mere_joke(turn) else "")
        if not key:
            return None
        yes = Choice(turn.text("yes_talk"), postback="child_consultation.begin")
        choices = (yes, person_choice(turn), help_choice(turn))
        said = turn.say(key, choices)
        return Done((said,))
