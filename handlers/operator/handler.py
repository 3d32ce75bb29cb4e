"""Hands the conversation to a person and back. Owner: 広報広聴課 (department `publicity`).

Out of opening hours it says when people answer next and queues the conversation only when the citizen wants that.
While a person has the conversation the program is silent; everything the citizen writes is kept for the person.
"""

from __future__ import annotations

from datetime import datetime

from bot.dialogue.choices import city_phone_choice, contact_choice, help_choice
from bot.dialogue.dates import say_moment
from bot.dialogue.handler import Handler
from bot.dialogue.reply import Done, HandBack, HandOff, Reply, Say
from bot.dialogue.turn import Turn
from bot.errors import UserError
from bot.forms.photos import MOST_BYTES
from bot.messages import Choice, InboundKind
from bot.services.desk.drafts import reopen_for_drafts
from bot.services.desk.requests import close_request, mark_emergency, promise, request_operator
from knowledge.search import Band

LOOKED_BACK = 4  # messages in which it may be said what it is about


class Operator(Handler):
    name = "operator"
    intents = ("talk_to_staff",)
    at_any_step = ("talk_to_staff",)
    actions = ("queue", "leave", "attach")

    def start(self, turn: Turn) -> Reply:
        if turn.house.city.opening_hours.is_open(turn.now):
            return self._hand_off(turn)
        queue = Choice(turn.text("queue"), postback="operator.queue")
        ways = (queue, contact_choice(turn), city_phone_choice(turn), help_choice(turn))
        closed = turn.say("closed", ways, opening=self._say_opening(turn))
        return Done((closed,))

    def do_queue(self, turn: Turn) -> Reply:
        """The citizen waits until people are there."""
        if turn.house.city.opening_hours.is_open(turn.now):
            return self._hand_off(turn)
        promised_at = promise(turn.house.city, turn.now)
        department = self._guess_department(turn)
        request_operator(turn.session, turn.conversation_id, "queued", turn.now, promised_at, department)
        said = turn.say("queued", (contact_choice(turn), self._leave(turn)), opening=self._say_opening(turn))
        return HandOff("queued", (said,))

    def do_alert(self, turn: Turn) -> Reply:
        """The conversation stands in the list as an emergency. Not among `actions`: only the emergency room asks it."""
        mark_emergency(turn.session, turn.conversation_id, turn.now)
        return Say(())

    def do_attach(self, turn: Turn) -> Reply:
        """Somebody wants to send a photo or a file: the form takes photos, and nothing is kept from the chat."""
        return Say((turn.say("attach", (contact_choice(turn), help_choice(turn)), megabytes=MOST_BYTES // 1024**2),))

    def do_leave(self, turn: Turn) -> Reply:
        """The citizen wants the program back."""
        if not turn.tracker.operator_has_it:
            raise UserError("dialogue.expired")
        close_request(turn.session, turn.conversation_id, "citizen", turn.now)
        reopen_for_drafts(turn.session, turn.conversation_id, promise(turn.house.city, turn.now), turn.now)
        return HandBack("citizen", (turn.say("left"),))

    def take_form(self, turn: Turn) -> Reply:
        """The contact form came: the conversation stands in the list, and the program goes on answering."""
        request_operator(turn.session, turn.conversation_id, "form", turn.now)
        return Say((turn.say("form_received", number=turn.inbound.params["number"]),))

    def _hand_off(self, turn: Turn) -> Reply:
        promised_at = promise(turn.house.city, turn.now)
        department = self._guess_department(turn)
        request_operator(turn.session, turn.conversation_id, "asked", turn.now, promised_at, department)
        minutes = turn.house.city.answer_within_minutes
        ways = (contact_choice(turn), city_phone_choice(turn), self._leave(turn))
        said = turn.say("handed_off", ways, minutes=minutes)
        return HandOff("asked", (said,))

    def _guess_department(self, turn: Turn) -> str:
        """Whose matter the citizen spoke of last, as far as the city's knowledge tells; empty when it does not."""
        heard = (one for one in turn.tracker.heard if one.kind == InboundKind.TEXT and one.intent not in self.intents)
        said = [one.utterance for one in heard if one.utterance]
        for words in reversed(said[-LOOKED_BACK:]):
            found = turn.house.knowledge.search(words, k=1, language=turn.language)
            if found.band is not Band.DECLINE and turn.house.city.find_department(found.hits[0].department):
                return found.hits[0].department
        return ""

    def _leave(self, turn: Turn) -> Choice:
        return Choice(turn.text("leave"), postback="operator.leave")

    def _say_opening(self, turn: Turn) -> str:
        opening: datetime | None = turn.house.city.opening_hours.find_next_opening(turn.now)
        return say_moment(turn, opening) if opening else turn.text("unknown_opening")
