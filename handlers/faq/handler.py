"""Answers from the city's FAQ and pages, with source, office and date. Owner: 広報広聴課 (department `publicity`).

It says only what the city has written: an answer when it is likely right, candidates when it may be, and otherwise
that there is none. What stayed without an answer is kept, so that staff can close the gap.
"""

from __future__ import annotations

from bot.dialogue.choices import example_choices, help_choice, person_choice
from bot.dialogue.handler import Handler
from bot.dialogue.reply import Done, Reply
from bot.dialogue.turn import Turn
from bot.errors import UserError
from bot.messages import Card, Choice, Message
from handlers.faq import service
from handlers.faq.cards import RELATED, answer_card, entry_choices, rating_choices, related, whole_card
from handlers.faq.models import FaqAnswer, Rating
from knowledge.search import Band, Hit


class Faq(Handler):
    name = "faq"
    intents = ("faq_question",)
    actions = ("show", "more", "rate", "none")

    def start(self, turn: Turn) -> Reply:
        if not turn.utterance:
            return Done((turn.say("what", example_choices(turn)),))
        found, key = turn.found, service.new_key()
        if found.band is Band.ANSWER:
            messages = self._answer(turn, found.hits[0], key, related(found.hits[1:]))
        elif found.band is Band.CANDIDATES:
            messages = self._candidates(turn, key)
        else:
            messages = (turn.say("no_answer", (person_choice(turn), help_choice(turn))),)
        service.keep_question(turn.session, key, turn.conversation_id, turn.inbox_id, found, turn.now)
        return Done(messages)

    def do_show(self, turn: Turn) -> Reply:
        """A candidate or a related question was pressed."""
        hit = self._get_hit(turn)
        row = self._get_row(turn)
        service.choose_entry(row, hit.id)
        return Done(self._answer(turn, hit, row.key, ()))

    def do_more(self, turn: Turn) -> Reply:
        """The rest of a long answer."""
        hit = self._get_hit(turn)
        key = turn.postback_params.get("answer", "")
        return Done((whole_card(hit, turn, (*rating_choices(turn, key), person_choice(turn))),))

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

    def _answer(self, turn: Turn, hit: Hit, key: str, others: tuple[Hit, ...]) -> tuple[Message, ...]:
        choices = (*entry_choices(others, key), *rating_choices(turn, key), person_choice(turn))
        card = answer_card(hit, key, turn, choices)
        if hit.language == turn.language:
            return (card,)
        return (turn.say("only_in_japanese" if hit.language == "ja" else "only_in_other"), card)

    def _candidates(self, turn: Turn, key: str) -> tuple[Message, ...]:
        none = Choice(turn.text("none"), postback=f"faq.none?answer={key}")
        buttons = entry_choices(turn.found.hits[:RELATED], key)
        choices = (person_choice(turn), none)
        return (Card(turn.text("candidates"), turn.text("which"), buttons=buttons, choices=choices),)

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
