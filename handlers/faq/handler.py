"""Answers from the city's FAQ and pages, with source, office and date. Owner: 広報広聴課 (department `publicity`).

It says only what the city has written: an answer when it is likely right, candidates when it may be, and otherwise
that there is none. What stayed without an answer is kept, so that staff can close the gap.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.db import reading_beside
from bot.dialogue.choices import example_choices, help_choice, person_choice
from bot.dialogue.handler import Handler
from bot.dialogue.reply import Done, Reply
from bot.dialogue.turn import Turn
from bot.errors import UserError
from bot.messages import Card, Choice, Message, Text
from bot.services.disaster_mode import find_mode
from handlers.faq import service
from handlers.faq.approval import find_approver, hold_answer
from handlers.faq.cards import (
    answer_among_others,
    answer_card,
    candidates_among_others,
    candidates_card,
    entry_choices,
    none_choice,
    original_card,
    rating_choices,
    related,
    rephrased_card,
    say_language,
    whole_card,
)
from handlers.faq.models import FaqAnswer, Rating
from handlers.faq.not_yet import NOT_YET, say_not_yet
from handlers.faq.preferring import prefer
from handlers.faq.rephrasing import find_rephrased
from handlers.faq.which import ask_which, find_alike
from knowledge.search import SURE, Band, Hit, SearchResult


class Faq(Handler):
    name = "faq"
    intents = ("faq_question", "procedure_search", *NOT_YET)
    actions = ("show", "more", "original", "rate", "none")

    def start(self, turn: Turn) -> Reply:
        if not turn.utterance:
            return Done((turn.say("what", example_choices(turn)),))
        is_written = turn.found.band is Band.ANSWER and turn.found.probability >= SURE
        not_yet = None if is_written else say_not_yet(turn)  # the city's own question has the city's own answer
        if not_yet and turn.found.band is Band.DECLINE:
            return Done((replace(not_yet, choices=(person_choice(turn), help_choice(turn))),))
        answered = self._answer_utterance(turn)
        return Done((not_yet, *answered) if not_yet else answered)

    def _answer_utterance(self, turn: Turn) -> tuple[Message, ...]:
        answers = [(service.new_key(), found) for found in self._rank(turn)]
        if len(answers) > 1:
            messages = self._answer_each(turn, answers)
        elif alike := find_alike(answers[0][1]):
            (key, found), (hits, difference) = answers[0], alike
            messages = (ask_which(hits, difference, key, turn),)
            answers = [(key, replace(found, band=Band.CANDIDATES, hits=hits))]
        else:
            messages = self._answer_one(turn, *answers[0])
        for key, found in answers:
            service.keep_question(turn.session, key, turn.conversation_id, turn.inbox_id, found, turn.now)
        return messages

    def _rank(self, turn: Turn) -> Sequence[SearchResult]:
        """While disaster mode is on, what is about disasters comes first."""
        ranked = [prefer(found, turn.house.city.disaster_mode.faq_categories) for found in turn.answers]
        if ranked == list(turn.answers):
            return turn.answers
        with reading_beside(turn.session) as session:  # a generator may still be asked
            return ranked if find_mode(session) is not None else turn.answers

    def do_show(self, turn: Turn) -> Reply:
        """A candidate or a related question was pressed."""
        hit = self._get_hit(turn)
        row = self._get_row(turn)
        service.choose_entry(row, hit.id)
        return Done(self._answer(turn, hit, row.utterance, row.key, ()))

    def do_more(self, turn: Turn) -> Reply:
        """The rest of a long answer."""
        hit = self._get_hit(turn)
        key = turn.postback_params.get("answer", "")
        if office := find_approver(hit, turn):
            return Done((hold_answer(hit, hit.title, key, office, turn),))
        return Done((whole_card(hit, key, turn, (*rating_choices(turn, key), person_choice(turn))),))

    def do_original(self, turn: Turn) -> Reply:
        """The city's own words of an answer that was made easier."""
        hit = self._get_hit(turn)
        key = turn.postback_params.get("answer", "")
        if office := find_approver(hit, turn):
            return Done((hold_answer(hit, hit.title, key, office, turn),))
        choices = (*rating_choices(turn, key), person_choice(turn))
        return Done((turn.say("original_words"), original_card(hit, turn, choices)))

    def do_rate(self, turn: Turn) -> Reply:
        """Thumbs up or down; after one that points down a person is offered."""
        value = turn.postback_params.get("value")
        if value not in tuple(Rating):
            raise UserError("dialogue.expired")
        service.rate(self._get_row(turn), Rating(value))
        if value == Rating.UP:
            return Done((turn.say("rated_up"),))
        return Done((turn.say("rated_down", (person_choice(turn), help_choice(turn))),))

    def do_none(self, turn: Turn) -> Reply:
        """None of the candidates was meant."""
        service.mark_gap(self._get_row(turn))
        return Done((turn.say("none_fits", (person_choice(turn), help_choice(turn))),))

    def _answer_one(self, turn: Turn, key: str, found: SearchResult) -> tuple[Message, ...]:
        if found.band is Band.ANSWER:
            hit, others = found.hits[0], related(found.hits[0], found.hits[1:])
            words = "" if find_approver(hit, turn) else find_rephrased(turn, found.query, hit)
            if words:
                return (rephrased_card(hit, words, key, turn, self._choices(turn, key, others)),)
            return self._answer(turn, hit, found.query, key, others)
        if found.band is Band.CANDIDATES:
            choices = (person_choice(turn), none_choice(turn, key))
            return (replace(candidates_card(found.hits, key, turn), choices=choices),)
        choices = (person_choice(turn), help_choice(turn))
        if found.elsewhere:
            return (turn.say("elsewhere", choices, place=found.elsewhere),)
        return (turn.say("no_answer", choices),)

    def _answer_each(self, turn: Turn, answers: Sequence[tuple[str, SearchResult]]) -> tuple[Message, ...]:
        """One message for each question, in their order; the way to a person is under the last."""
        messages = [self._answer_part(turn, number, key, found) for number, (key, found) in enumerate(answers, 1)]
        messages[-1] = replace(messages[-1], choices=(person_choice(turn),))
        return tuple(messages)

    def _answer_part(self, turn: Turn, number: int, key: str, found: SearchResult) -> Card | Text:
        if found.band is Band.ANSWER:
            if office := find_approver(found.hits[0], turn):
                return replace(hold_answer(found.hits[0], found.query, key, office, turn), choices=())
            return answer_among_others(found.hits[0], found.query, key, turn)
        if found.band is Band.CANDIDATES:
            return candidates_among_others(number, found.hits, key, turn)
        if found.elsewhere:
            return turn.say("elsewhere", place=found.elsewhere)
        return turn.say("no_answer_for", number=number)

    def _answer(self, turn: Turn, hit: Hit, asked: str, key: str, others: tuple[Hit, ...]) -> tuple[Message, ...]:
        if office := find_approver(hit, turn):
            return (hold_answer(hit, asked, key, office, turn),)
        card = answer_card(hit, asked, key, turn, self._choices(turn, key, others))
        language = say_language(hit, turn)
        return (Text(language), card) if language else (card,)

    def _choices(self, turn: Turn, key: str, others: tuple[Hit, ...]) -> tuple[Choice, ...]:
        return (*entry_choices(others, key, turn), *rating_choices(turn, key), person_choice(turn))

    def _get_hit(self, turn: Turn) -> Hit:
        hit = turn.house.knowledge.find_hit(turn.postback_params.get("id", ""), turn.language)
        if hit is None:
            raise UserError("taken_back")
        return hit

    def _get_row(self, turn: Turn) -> FaqAnswer:
        row = service.find_question(turn.session, turn.conversation_id, turn.postback_params.get("answer", ""))
        if row is None:
            raise UserError("dialogue.expired")
        return row
