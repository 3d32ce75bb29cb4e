"""Orders a certificate: which one, how many, how it comes to the citizen, what it costs; then the form and the payment.

Owner: 市民窓口課 (department `residents`). Basis: 住民基本台帳法 12条, 戸籍法 10条, 手数料条例.

What is personal is entered on our own page. Whoever is neither the person nor of its family comes to a counter with a
letter of proxy, and is told so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.city import City
from bot.dialogue import form
from bot.dialogue.choices import help_choice, person_choice
from bot.dialogue.handler import Handler, Unfinished
from bot.dialogue.reply import Ask, Done, GoTo, Reply, Say
from bot.dialogue.slots import NAMES_BETWEEN, find_named
from bot.dialogue.tracker import HandlerEnded, SlotSet
from bot.dialogue.turn import Turn
from bot.errors import UserError
from bot.messages import Card, Carousel, Choice, Message
from bot.services.form_entries import find_sent
from handlers.certificates import cards
from handlers.certificates.models import Application, ApplicationState, Delivery, Paying
from handlers.certificates.relations import guess_relationship
from handlers.certificates.service import applying
from handlers.certificates.service.applying import NotEntitled, NotVerified, Order
from handlers.certificates.service.bill import make_quote
from handlers.certificates.service.catalogue import check_catalogue, find_catalogue, find_verified_kind
from handlers.certificates.service.prefilling import prefill_form
from handlers.certificates.service.steps import WrongState
from handlers.certificates.slots import AT_COUNTER, ONLINE, SLOTS, find_kind, find_purpose, get_catalogue, is_ordered
from handlers.certificates.words import say_purpose
from knowledge.search import SURE, Band
from nlu.parts import is_wish

SHOWN = 5  # applications in one answer
MOST_BUBBLES = 3


class Certificates(Handler):
    name = "certificates"
    intents = ("certificate_request", "certificate_status")
    slots = SLOTS
    actions = ("kinds", "purposes", "choose_purpose", "status")

    def check_city(self, city: City) -> None:
        check_catalogue(city)

    def find_verified(self, city: City) -> str:
        return find_verified_kind(city)

    def start(self, turn: Turn) -> Reply | None:
        if find_catalogue(turn.house.city) is None or self._only_asks(turn):
            turn.record(HandlerEnded(self.name))
            return GoTo("faq")  # which knows the office, and what the city has written
        if turn.interpretation.intent.name == "certificate_status":
            return self.do_status(turn)
        if self._is_for_stranger(turn):
            return Done((turn.say("third_party", (person_choice(turn), help_choice(turn))),))
        self._fill_as_before(turn)
        purpose = find_purpose(turn)
        if purpose is not None:
            turn.record(SlotSet("purpose", purpose.id))
        return self._lead(form.advance(self, turn), turn)

    def summary(self, turn: Turn) -> Message | None:
        if not is_ordered(turn):
            return None
        catalogue, kind, order = get_catalogue(turn), find_kind(turn), self._read_order(turn)
        assert kind is not None
        quote = make_quote(turn.house.city, catalogue, kind.id, order.copies, order.delivery)
        is_as_before = bool(turn.slots.get("as_before"))
        return cards.summary_card(turn, catalogue, kind, order, quote, is_as_before=is_as_before)

    def finish(self, turn: Turn) -> Reply:
        catalogue, kind = get_catalogue(turn), find_kind(turn)
        if kind is None:
            raise UserError("dialogue.expired")
        if not is_ordered(turn):
            return Done((cards.store_card(turn, catalogue, kind),))
        session, order = turn.session, self._read_order(turn)
        applying.begin(session, turn.house.city, turn.conversation_id, order, turn.language, turn.now)
        purpose, acting_for = catalogue.find_purpose(order.purpose), turn.tracker.acting_for
        given = {"reason": say_purpose(turn, purpose)} if purpose else {}
        if acting_for and (relationship := guess_relationship(acting_for)):
            given["relationship"] = relationship
        is_filled = self._prefill(turn, kind.id, given)
        return Done((cards.form_card(turn, kind, is_filled=is_filled),))

    def take_form(self, turn: Turn) -> Reply:
        form_name, number = turn.inbound.params["form"], turn.inbound.params["number"]
        if form_name != cards.FORM:
            return self._take_correction(turn, form_name, number)
        entry = find_sent(turn.session, turn.conversation_id, form_name, number)
        draft = applying.find_draft(turn.session, turn.conversation_id)
        if entry is None or draft is None:
            order = Choice(turn.text("title"), postback="certificates.start")
            return Say((turn.say("form_without_order", (order, person_choice(turn)), number=number),))
        try:
            with turn.session.begin_nested():
                applying.submit(turn.session, turn.house.city, draft, entry, turn.now)
        except NotEntitled:
            return Say((turn.say("not_entitled", (person_choice(turn), help_choice(turn)), number=number),))
        except NotVerified:
            self._prefill(turn, draft.kind, {})
            return Say((cards.unverified_card(turn, number),))
        is_paid_now = draft.state == ApplicationState.AWAITING_PAYMENT
        lead = turn.text("form_received_pay" if is_paid_now else "form_received", number=number)
        return Say((self._show(turn, draft, lead),))

    def do_kinds(self, turn: Turn) -> Reply:
        """All certificates instead of those for a purpose."""
        return form.reopen("kind", turn) if self._is_open(turn) else GoTo(self.name)

    def do_purposes(self, turn: Turn) -> Reply:
        """What it is wanted for, where the citizen does not know what it is called."""
        buttons = tuple(
            Choice(say_purpose(turn, one), postback=f"certificates.choose_purpose?id={one.id}")
            for one in get_catalogue(turn).purposes
        )
        return Say((turn.say("which_purpose", buttons),))

    def do_choose_purpose(self, turn: Turn) -> Reply:
        """The certificates that are usual for it."""
        purpose = get_catalogue(turn).find_purpose(turn.postback_params.get("id", ""))
        if purpose is None:
            raise UserError("dialogue.expired")
        known = dict(turn.slots) if self._is_open(turn) else {}
        if self._is_open(turn):
            turn.record(HandlerEnded(self.name))
        first, *others = purpose.kinds
        chosen = {"kind": None} if others else {"kind": first}
        among = {"kind": purpose.kinds} if others else {}
        return GoTo(self.name, {**known, **chosen, "purpose": purpose.id}, among)

    def do_status(self, turn: Turn) -> Reply:
        """How the citizen's applications stand, the newest first."""
        found = applying.list_newest(turn.session, turn.conversation_id, SHOWN)
        order = Choice(turn.text("title"), postback="certificates.start")
        if not found:
            return Done((turn.say("no_applications", (order, person_choice(turn), help_choice(turn))),))
        shown = tuple(cards.application_card(turn, one) for one in found)
        choices = (order, person_choice(turn), help_choice(turn))
        if len(shown) == 1:
            return Done((replace(shown[0], choices=choices),))
        return Done((Carousel(shown, "\n".join((turn.text("yours"), *(card.title for card in shown))), choices),))

    def list_unfinished(self, turn: Turn) -> Sequence[Unfinished]:
        open_ones = applying.list_open(turn.session, turn.conversation_id)
        return [cards.describe_unfinished(turn, one) for one in open_ones]

    def _take_correction(self, turn: Turn, form_name: str, number: str) -> Reply:
        entry = find_sent(turn.session, turn.conversation_id, form_name, number)
        about = int(entry.about) if entry is not None and entry.about.isdigit() else 0
        own = applying.list_newest(turn.session, turn.conversation_id, SHOWN)
        meant = next((one for one in own if one.id == about), None)
        if entry is None or meant is None:
            return Say((turn.say("nothing_to_correct", (person_choice(turn),), number=number),))
        try:
            with turn.session.begin_nested():
                applying.correct(turn.session, meant, entry, turn.now)
        except WrongState:
            return Say((turn.say("nothing_to_correct", (person_choice(turn),), number=number),))
        return Say((self._show(turn, meant, turn.text("corrected", number=number)),))

    def _prefill(self, turn: Turn, kind: str, given: Mapping[str, str]) -> bool:
        """The form that is to be sent for this certificate; whether it was filled from an earlier one."""
        return prefill_form(
            turn.session,
            turn.conversation_id,
            turn.now,
            given,
            is_for_self=not turn.tracker.acting_for,
            wants_identity=applying.wants_identity(turn.house.city, kind),
        )

    def _show(self, turn: Turn, application: Application, lead: str) -> Card:
        return replace(cards.application_card(turn, application, lead=lead), choices=(help_choice(turn),))

    def _lead(self, reply: Reply, turn: Turn) -> Reply:
        """The question, after what was ordered before and waits, and what is usual for the purpose."""
        if not isinstance(reply, Ask):
            return reply
        own = applying.list_newest(turn.session, turn.conversation_id, SHOWN)
        waiting = next((one for one in own if one.state == ApplicationState.AWAITING_PAYMENT), None)
        purpose = find_purpose(turn)
        before = [cards.application_card(turn, waiting, lead=turn.text("still_waiting"))] if waiting else []
        before += [cards.purpose_card(turn, purpose)] if purpose else []
        room = MOST_BUBBLES - (2 if reply.slot == form.CONFIRMED.name else 1)
        return replace(reply, messages=tuple(before[-room:]))

    def _fill_as_before(self, turn: Turn) -> None:
        """Delivered and paid as last time, unless something else is said; the summary says so and asks."""
        last, slots = applying.find_last_sent(turn.session, turn.conversation_id), turn.slots
        kind = find_kind(turn)
        if last is None or slots.get("delivery") or slots.get("counter") or (kind and not kind.deliveries):
            return
        turn.record(SlotSet("delivery", last.delivery))
        if last.delivery == Delivery.COUNTER:
            turn.record(SlotSet("counter", last.counter))
            turn.record(SlotSet("paying", ONLINE if last.paying == Paying.ONLINE else AT_COUNTER))
        turn.record(SlotSet("as_before", True))

    def _read_order(self, turn: Turn) -> Order:
        slots, delivery = turn.slots, Delivery(turn.slots["delivery"])
        at_counter = delivery == Delivery.COUNTER
        pays_later = at_counter and (not turn.house.has_payments or slots.get("paying") == AT_COUNTER)
        return Order(
            kind=slots["kind"],
            copies=slots["copies"],
            delivery=delivery,
            paying=Paying.COUNTER if pays_later else Paying.ONLINE,
            counter=slots["counter"] if at_counter else "",
            purpose=slots.get("purpose") or "",
        )

    def _only_asks(self, turn: Turn) -> bool:
        """Whether it is asked how one gets it (「請求するには」), which is no order yet."""
        if turn.interpretation.intent.name != "certificate_request":
            return False
        if self._has_words(turn, "words_asking"):
            return True
        is_written = not is_wish(turn.wanted) and turn.found.band is Band.ANSWER
        return is_written and turn.found.probability >= SURE

    def _is_for_stranger(self, turn: Turn) -> bool:
        return "proxy" in turn.interpretation.values("person") or self._has_words(turn, "words_third_party")

    def _has_words(self, turn: Turn, key: str) -> bool:
        words = turn.text(key).split(NAMES_BETWEEN)
        return any(find_named({"": (word,)}, turn.wanted) is not None for word in words)

    def _is_open(self, turn: Turn) -> bool:
        return turn.tracker.active is not None and turn.tracker.active.handler == self.name
