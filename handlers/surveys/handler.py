"""Asks citizens what they think: one tap where one question is all there is, else the way to the page.

Owner: 広報広聴課. Basis: the city's 意見公募手続要綱 (after 行政手続法 39条), 個人情報の保護に関する法律 61条.

No name is kept with an answer, and the press itself does not stay in the conversation.
"""

from __future__ import annotations

from bot.clock import TOKYO
from bot.dialogue.choices import help_choice
from bot.dialogue.dates import say_date
from bot.dialogue.handler import Handler
from bot.dialogue.reply import Done, Forgets, Reply
from bot.dialogue.turn import Turn
from bot.errors import UserError
from bot.messages import Card, Carousel, Channel, Choice, InboundKind
from handlers.surveys.links import PATH, page_url
from handlers.surveys.models import Survey, SurveyKind, Via
from handlers.surveys.service.answering import has_answered, take_answers
from handlers.surveys.service.content import write_card
from handlers.surveys.service.marks import Answerer, mark_conversation, sign_answerer
from handlers.surveys.service.places import find_areas
from handlers.surveys.service.questions import ROOM, find_one_tap, read_answers, say_in
from handlers.surveys.service.stage import Stage, list_open, load_stage

SHOWN = 5
HIDDEN = "surveys.hidden"  # what the desk reads in the place of an answer


class Surveys(Handler):
    name = ROOM
    actions = ("answer", "open")
    at_any_time = ("answer",)
    is_listed = False  # what is asked comes by a message, and stands on the city's pages
    for_others = False

    def start(self, turn: Turn) -> Reply:
        """What is open for everybody."""
        found = list_open(turn.session, turn.now)[:SHOWN]
        if not found:
            return Done((turn.say("none_open", (help_choice(turn),)),))
        cards = tuple(self._card(turn, survey) for survey in found)
        return Done(cards if len(cards) == 1 else (Carousel(cards),))

    def do_open(self, turn: Turn) -> Reply:
        """The way to the page: a link that says that somebody may answer, and not who."""
        survey = self._find(turn)
        answerer = self._mark(turn, survey)
        if survey.kind == SurveyKind.SATISFACTION and has_answered(turn.session, survey, answerer.mark):
            return Done((turn.say("already"),))
        token = sign_answerer(turn.house.secret_key, survey, answerer)
        url = page_url(turn.house.public_url, survey.id, turn.language, token)
        button = Choice(turn.text("open_page"), url=url)
        words = turn.text("opening_comment" if survey.kind == SurveyKind.COMMENT else "opening_satisfaction")
        return Done((Card(say_in(survey.titles, turn.language), words, buttons=(button,)),))

    def do_answer(self, turn: Turn) -> Reply:
        """One tap. The first counts; what was pressed is not said again, and is emptied in the conversation."""
        survey = self._find(turn)
        asked = find_one_tap(survey)
        if asked is None or turn.postback_params.get("is") not in asked.option_ids:
            raise UserError("dialogue.expired")
        answered = read_answers([asked], lambda _: [turn.postback_params["is"]])
        is_new = take_answers(turn.session, survey, self._mark(turn, survey), answered, turn.now)
        forgets = Forgets(turn.tracker.heard[-1].at, HIDDEN, (InboundKind.TEXT, InboundKind.POSTBACK))
        return Done((turn.say("thanks" if is_new else "already"),), forgets=forgets)

    def _find(self, turn: Turn) -> Survey:
        """Raises UserError where it can't be answered now: a test of its message comes before it is let out."""
        said = turn.postback_params.get("survey", "")
        is_number = said.isascii() and said.isdigit() and len(said) < 10
        survey = turn.session.get(Survey, int(said)) if is_number else None
        stage = load_stage(turn.session, survey, turn.now) if survey else Stage.CLOSED
        if survey is not None and stage is Stage.OPEN:
            return survey
        if stage is Stage.CLOSED:
            raise UserError("surveys.over", url=f"{turn.house.public_url.rstrip('/')}{PATH}")
        raise UserError("surveys.not_yet")

    def _mark(self, turn: Turn, survey: Survey) -> Answerer:
        via = Via.LINE if turn.inbound.channel is Channel.LINE else Via.WEB
        areas = find_areas(turn.house.city.folder)
        secret_key = turn.house.secret_key
        return mark_conversation(turn.session, secret_key, areas, survey, turn.conversation_id, via, turn.language)

    def _card(self, turn: Turn, survey: Survey) -> Card:
        until = say_date(turn, survey.closes_at.astimezone(TOKYO).date(), with_weekday=True)
        return write_card(survey, turn.house.texts, turn.language, until)
