"""Finds lectures, takes applications for them, and says how those stand; who is too late waits for a freed place.

Owner: 生涯学習課 (department `learning`). Basis: 社会教育法 5条.

A name and a telephone number are asked for on our own page. Places are given to who comes first, or by a lottery that
anybody can verify (docs/lectures.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.dialogue.choices import help_choice, person_choice
from bot.dialogue.handler import Handler, Unfinished
from bot.dialogue.reply import Done, GoTo, Reply, Say
from bot.dialogue.tracker import HandlerEnded
from bot.dialogue.turn import Turn
from bot.errors import UserError
from bot.messages import Carousel, Message, Text
from bot.services.form_entries import find_sent
from bot.services.payments.subjects import NotPayable
from bot.services.reservations.taking import Full, TooLate
from handlers.lectures import afterwards, cards, recommending
from handlers.lectures.models import Application
from handlers.lectures.service import applying
from handlers.lectures.service.answering import FORM as QUESTIONS
from handlers.lectures.service.applying import AppliedAlready, Closed
from handlers.lectures.service.catalogue import Offer, Place, find_offer, has_lectures, list_coming, list_open
from handlers.lectures.service.paying import find_fee, is_paid, open_fee
from handlers.lectures.service.searching import Wish, find_fitting, names_any
from handlers.lectures.service.standing import OVER, Loaded, Standing, load
from handlers.lectures.slots import MOST_PERSONS, SLOTS, find_chosen, find_place, read_id
from handlers.lectures.wishes import FILTERS, narrow, read_wish
from nlu.interpretation import Interpretation

SHOWN = 5  # applications in one answer


class Lectures(Handler):
    name = "lectures"
    intents = ("lecture_search", "lecture_signup", "lecture_status", "lecture_recommend", "lecture_news")
    slots = SLOTS
    actions = (
        *("find", "apply", "other", "wait", "mine", "accept", "cancel", "withdraw"),
        *("answer", "certificate", "recommend", "interest", "news", "no_news"),
    )

    def start(self, turn: Turn) -> Reply | None:
        if not has_lectures(turn.session):
            turn.record(HandlerEnded(self.name))
            return GoTo("faq")  # which knows the office, and what the city has written
        intent = turn.interpretation.intent.name
        if intent in ("lecture_status", "booking_change"):  # of who has no other reservation
            return self.do_mine(turn)
        if intent in ("lecture_recommend", "lecture_news"):
            return recommending.start(turn)
        if intent == "lecture_search" and turn.utterance:
            return self._show(turn, read_wish(turn))
        if not list_open(turn.session, turn.now):
            return Done((turn.say("none_open", (person_choice(turn), help_choice(turn))),))
        return None

    def summary(self, turn: Turn) -> Message:
        offer, place = self._get_chosen(turn)
        return cards.summary_card(turn, offer, place, turn.slots["persons"])

    def finish(self, turn: Turn) -> Reply:
        offer, place = self._get_chosen(turn)
        return Done((self._begin(turn, offer, place, turn.slots["persons"]),))

    def take_form(self, turn: Turn) -> Reply:
        number = turn.inbound.params["number"]
        entry = find_sent(turn.session, turn.conversation_id, turn.inbound.params["form"], number)
        about = read_id(entry.about) if entry else 0
        application = applying.find_own(turn.session, turn.conversation_id, about)
        if turn.inbound.params["form"] == QUESTIONS:
            return afterwards.take_questions(turn, application, entry)
        offer = find_offer(turn.session, application.lecture_id) if application else None
        ways = (cards.search_choice(turn), person_choice(turn))
        if not (entry and application and offer):
            return Say((turn.say("form_without_lecture", ways, number=number),))
        try:
            with turn.session.begin_nested():
                found = applying.submit(turn.session, offer, application, entry, turn.now)
        except AppliedAlready:
            return Say((turn.say("telephone_applied", (cards.mine_choice(turn), *ways), number=number),))
        except (Closed, TooLate):
            return Say((turn.say("form_too_late", ways, number=number),))
        self._open_fee(turn, found)
        lead = turn.text("form_received", number=number)
        return Say((replace(cards.application_card(turn, found, lead), choices=(help_choice(turn),)),))

    def do_find(self, turn: Turn) -> Reply:
        """Those of one kind, or all."""
        only = turn.postback_params.get("only", "")
        return self._show(turn, narrow(Wish(), [only] if only in FILTERS else []))

    def do_apply(self, turn: Turn) -> Reply:
        """Begin with the lecture of the button."""
        if self._is_open(turn):
            turn.record(HandlerEnded(self.name))
        offer = self._find_pressed(turn)
        if not offer.is_open(turn.now):
            return self._say_closed(turn)
        return GoTo(self.name, {"lecture": str(offer.id)})

    def do_other(self, turn: Turn) -> Reply:
        """Another hall, where there is room."""
        offer, place, persons = self._read_pressed(turn)
        return Done((self._begin(turn, offer, place, persons),))

    def do_wait(self, turn: Turn) -> Reply:
        """Into the waiting list; what is personal is asked for when there is a place."""
        offer, place, persons = self._read_pressed(turn)
        try:
            with turn.session.begin_nested():
                own = turn.conversation_id, turn.language, turn.now
                application = applying.begin(turn.session, offer, place, persons, *own, waits=True)
        except AppliedAlready:
            return self.do_mine(turn)
        except Closed:
            return self._say_closed(turn)
        card = cards.application_card(turn, load(turn.session, application, turn.now))
        return Done((replace(card, choices=(cards.search_choice(turn), help_choice(turn))),))

    def do_mine(self, turn: Turn) -> Reply:
        """The citizen's applications, the newest first."""
        found = applying.list_coming(turn.session, turn.conversation_id, turn.now, SHOWN)
        choices = (cards.search_choice(turn), person_choice(turn), help_choice(turn))
        if not found:
            return Done((turn.say("none_applied", choices),))
        shown = tuple(cards.application_card(turn, one) for one in found)
        if len(shown) == 1:
            return Done((replace(shown[0], choices=choices),))
        alt = "\n".join((turn.text("mine"), *(card.title for card in shown)))
        return Done((Carousel(shown, alt, choices),))

    def do_accept(self, turn: Turn) -> Reply:
        """They come; who has sent no form yet does it now, and has the place then."""
        application = self._get_own(turn)
        found = load(turn.session, application, turn.now)
        if found.standing == Standing.OFFERED and application.entry_id is None:
            return Done((cards.form_card(turn, application, turn.text("form_for_offer")),))
        try:
            with turn.session.begin_nested():
                found = applying.accept(turn.session, application, turn.now)
        except TooLate:
            return self._say_gone(turn)
        self._open_fee(turn, found)
        return Done((replace(cards.application_card(turn, found), choices=(help_choice(turn),)),))

    def do_cancel(self, turn: Turn) -> Reply:
        """Asks first."""
        application = self._get_own(turn)
        card = cards.application_card(turn, load(turn.session, application, turn.now))
        button = cards.withdraw_choice(turn, application)
        return Done((replace(card, text=turn.text("ask_withdraw"), buttons=(button,), choices=(help_choice(turn),)),))

    def do_withdraw(self, turn: Turn) -> Reply:
        application = self._get_own(turn)
        try:
            with turn.session.begin_nested():
                applying.cancel(turn.session, application, turn.now)
        except (TooLate, NotPayable):
            return Done((turn.say("withdrawn_too_late", (cards.mine_choice(turn), person_choice(turn))),))
        return Done((turn.say("withdrawn", (cards.search_choice(turn), help_choice(turn))),))

    def do_answer(self, turn: Turn) -> Reply:
        """How they liked it."""
        return afterwards.offer_questions(turn, self._get_own(turn))

    def do_certificate(self, turn: Turn) -> Reply:
        return afterwards.offer_certificate(turn, self._get_own(turn))

    def do_recommend(self, turn: Turn) -> Reply:
        return recommending.recommend(turn)

    def do_interest(self, turn: Turn) -> Reply:
        """What they like: one more, none any more, or a look at it."""
        return recommending.change(turn)

    def do_news(self, turn: Turn) -> Reply:
        return recommending.want_news(turn, wants=True)

    def do_no_news(self, turn: Turn) -> Reply:
        return recommending.want_news(turn, wants=False)

    def take_denial(self, turn: Turn, denied: Interpretation) -> Reply | None:
        """No news any more."""
        return recommending.stop_news(turn) if denied.intent.name == "lecture_news" else None

    def list_unfinished(self, turn: Turn) -> Sequence[Unfinished]:
        """Places that are paid for: the money has to be given back first."""
        found = applying.list_coming(turn.session, turn.conversation_id, turn.now, SHOWN)
        paid = (one for one in found if is_paid(find_fee(turn.session, one.application)))
        return [cards.describe_unfinished(turn, one) for one in paid if one.standing not in OVER]

    def _open_fee(self, turn: Turn, found: Loaded) -> None:
        if found.standing == Standing.RESERVED and turn.house.has_payments:
            open_fee(turn.session, found.application, turn.now)

    def _begin(self, turn: Turn, offer: Offer, place: Place, persons: int) -> Message:
        own = turn.conversation_id, turn.language, turn.now
        try:
            with turn.session.begin_nested():
                application = applying.begin(turn.session, offer, place, persons, *own)
        except Full:
            return cards.full_card(turn, offer, place, persons)
        except Closed:
            return turn.say("is_over", (cards.search_choice(turn), help_choice(turn)))
        except AppliedAlready:
            before = applying.find_active(turn.session, turn.conversation_id, offer.id)
            assert before is not None
            return cards.application_card(turn, load(turn.session, before, turn.now), turn.text("applied_already"))
        key = "form_for_lottery" if offer.is_drawn_for else "form_for_place"
        return cards.form_card(turn, application, turn.text(key))

    def _show(self, turn: Turn, wish: Wish) -> Reply:
        coming = list_coming(turn.session, turn.now)
        if not coming:
            return Done((turn.say("none_open", (cards.mine_choice(turn), person_choice(turn), help_choice(turn))),))
        is_said = not wish.is_empty or names_any(coming, wish.text)
        found = find_fitting(coming, wish)
        without = [name for name in FILTERS if (name == "weekend" and wish.weekdays) or getattr(wish, name, False)]
        if not found:
            return Done((turn.say("none_fitting"), cards.offer_cards(turn, coming, turn.text("none_fitting"))))
        lead = turn.text("found" if is_said else "coming", count=len(found))
        return Done((Text(lead), cards.offer_cards(turn, found, lead, without=without)))

    def _get_chosen(self, turn: Turn) -> tuple[Offer, Place]:
        """Raises UserError when it was taken away meanwhile."""
        offer, place = find_chosen(turn), find_place(turn)
        if offer is None or place is None:
            raise UserError("dialogue.expired")
        return offer, place

    def _find_pressed(self, turn: Turn) -> Offer:
        offer = find_offer(turn.session, read_id(turn.postback_params.get("lecture", "")))
        if offer is None:
            raise UserError("dialogue.expired")
        return offer

    def _read_pressed(self, turn: Turn) -> tuple[Offer, Place, int]:
        offer = self._find_pressed(turn)
        place = offer.find_place(read_id(turn.postback_params.get("hall", "")))
        persons = read_id(turn.postback_params.get("persons", ""))
        if place is None or not 1 <= persons <= MOST_PERSONS:
            raise UserError("dialogue.expired")
        return offer, place, persons

    def _get_own(self, turn: Turn) -> Application:
        number = read_id(turn.postback_params.get("id", ""))
        found = applying.find_own(turn.session, turn.conversation_id, number)
        if found is None:
            raise UserError("dialogue.expired")
        return found

    def _say_closed(self, turn: Turn) -> Reply:
        return Done((turn.say("is_over", (cards.search_choice(turn), help_choice(turn))),))

    def _say_gone(self, turn: Turn) -> Reply:
        return Done((turn.say("offer_gone", (cards.mine_choice(turn), cards.search_choice(turn))),))

    def _is_open(self, turn: Turn) -> bool:
        return turn.tracker.active is not None and turn.tracker.active.handler == self.name
