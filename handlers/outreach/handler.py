"""Takes a group's request for a lecture where it meets (出前講座), and says how it stands.

Owner: 生涯学習課 (department `learning`). Basis: 社会教育法 5条.

Group, place, wished days and contact are asked for on our own page; the conversation names topic, number and date.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.city import City
from bot.dialogue.choices import form_choice, help_choice, person_choice
from bot.dialogue.handler import Handler, Unfinished
from bot.dialogue.reply import Done, GoTo, Reply, Say
from bot.dialogue.tracker import HandlerEnded
from bot.dialogue.turn import Turn
from bot.errors import Refused, UserError
from bot.messages import Card, Carousel, Choice
from bot.models.forms import FormEntry
from bot.service_facts import words_in
from bot.services.form_entries import find_sent
from handlers.outreach import cards
from handlers.outreach.models import OutreachRequest, RequestState
from handlers.outreach.service import requesting
from handlers.outreach.service.catalogue import Catalogue, check_catalogue, find_catalogue
from handlers.outreach.slots import TopicSlot

FORM, REPLY = "outreach", "outreach_reply"
SHOWN = 5


class Outreach(Handler):
    name = "outreach"
    intents = ("outreach_request", "outreach_status")
    slots = (TopicSlot("topic"),)
    actions = ("mine", "cancel", "withdraw", "reply")

    def check_city(self, city: City) -> None:
        check_catalogue(city)

    def start(self, turn: Turn) -> Reply | None:
        if find_catalogue(turn.house.city) is None:
            turn.record(HandlerEnded(self.name))
            return GoTo("faq")  # which knows the office, and what the city has written
        if turn.interpretation.intent.name == "outreach_status":
            return self.do_mine(turn)
        if requesting.count_open(turn.session, turn.conversation_id) >= self._get(turn).most_open:
            return self.do_mine(turn)
        return None

    def finish(self, turn: Turn) -> Reply:
        """What the lecture is about, and the way to the form."""
        catalogue = self._get(turn)
        topic = catalogue.find_topic(turn.slots["topic"])
        if topic is None:
            raise UserError("dialogue.expired")
        facts = (
            (turn.text("fact_about"), words_in(topic.about, turn.language)),
            (turn.text("fact_minutes"), turn.text("minutes", minutes=topic.minutes)),
            (turn.text("fact_fewest"), turn.text("fewest", count=catalogue.fewest)),
            (turn.text("fact_ahead"), turn.text("ahead", days=catalogue.ahead_days)),
        )
        button = form_choice(turn, turn.text("open_form"), FORM, about=topic.id)
        title, choices = words_in(topic.name, turn.language), (person_choice(turn), help_choice(turn))
        text, note = turn.text("form_ready"), turn.text("form_life")
        return Done((Card(title, text, facts, buttons=(button,), note=note, choices=choices),))

    def take_form(self, turn: Turn) -> Reply:
        form, number = turn.inbound.params["form"], turn.inbound.params["number"]
        entry = find_sent(turn.session, turn.conversation_id, form, number)
        catalogue = find_catalogue(turn.house.city)
        if entry is not None and form == REPLY:
            return self._take_reply(turn, entry)
        if entry is None or catalogue is None or catalogue.find_topic(entry.about) is None:
            return Say((turn.say("form_without_topic", (person_choice(turn), help_choice(turn)), number=number),))
        request = requesting.request_lecture(turn.session, entry, entry.about, turn.language, turn.now)
        return Say((cards.request_card(turn, request, turn.text("form_received")),))

    def do_mine(self, turn: Turn) -> Reply:
        """The group's requests, the newest first."""
        found = requesting.list_own(turn.session, turn.conversation_id, SHOWN)
        choices = (Choice(turn.text("title"), postback="outreach.start"), person_choice(turn), help_choice(turn))
        if not found:
            return Done((turn.say("none_requested", choices),))
        shown = tuple(cards.request_card(turn, one) for one in found)
        if len(shown) == 1:
            return Done(shown)
        alt = "\n".join(card.title for card in shown)
        return Done((Carousel(shown, alt, choices),))

    def do_cancel(self, turn: Turn) -> Reply:
        """Asks first."""
        request = self._get_own(turn)
        yes = Choice(turn.text("withdraw_really"), postback=f"outreach.withdraw?id={request.id}")
        title = f"{cards.name_topic(turn, request)} {request.number}"
        return Done((Card(title, turn.text("ask_withdraw"), buttons=(yes,), choices=(help_choice(turn),)),))

    def do_withdraw(self, turn: Turn) -> Reply:
        try:
            requesting.cancel(turn.session, self._get_own(turn), turn.now)
        except Refused:
            return Done((turn.say("withdrawn_too_late", (person_choice(turn), help_choice(turn))),))
        return Done((turn.say("withdrawn", (help_choice(turn),)),))

    def do_reply(self, turn: Turn) -> Reply:
        """The way to the form for what staff asked."""
        request = self._get_own(turn)
        if request.state != RequestState.ASKED:
            return Done((cards.request_card(turn, request),))
        button = form_choice(turn, turn.text("open_reply"), REPLY, about=str(request.id))
        return Done((Card(turn.text("reply"), request.said, buttons=(button,), note=turn.text("form_life")),))

    def list_unfinished(self, turn: Turn) -> Sequence[Unfinished]:
        """What is to be scheduled or to be held: somebody would come to nobody."""
        found = requesting.list_own(turn.session, turn.conversation_id, SHOWN)
        return [cards.describe_unfinished(turn, one) for one in found if requesting.is_living(one, turn.now)]

    def _take_reply(self, turn: Turn, entry: FormEntry) -> Reply:
        id = int(entry.about) if entry.about.isdigit() else 0
        request = requesting.find_own(turn.session, turn.conversation_id, id)
        choices = (person_choice(turn), help_choice(turn))
        try:
            if request is None:
                raise Refused("nothing of theirs was asked")
            requesting.reply(turn.session, request, entry, turn.now)
        except Refused:
            return Say((turn.say("reply_too_late", choices),))
        return Say((turn.say("reply_received", choices),))

    def _get(self, turn: Turn) -> Catalogue:
        catalogue = find_catalogue(turn.house.city)
        if catalogue is None:
            raise UserError("dialogue.expired")
        return catalogue

    def _get_own(self, turn: Turn) -> OutreachRequest:
        said = turn.postback_params.get("id", "")
        id = int(said) if said.isascii() and said.isdigit() and len(said) <= 9 else 0
        found = requesting.find_own(turn.session, turn.conversation_id, id)
        if found is None:
            raise UserError("dialogue.expired")
        return found
