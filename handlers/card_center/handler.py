"""Reserves a time at the card centre (マイナンバーカード), moves and cancels it, and says what to bring.

Owner: マイナンバーカードセンター (department `mynumber`). Basis: 番号利用法 17条, 公的個人認証法.

A time that is pressed after purpose and day were said is reserved at once; what is said in words is held for some
minutes and read back. Nobody's name is asked: who comes is seen at the counter.
"""

from __future__ import annotations

from bot.city import City
from bot.dialogue import form
from bot.dialogue.choices import help_choice
from bot.dialogue.handler import Handler
from bot.dialogue.reply import Ask, Done, GoTo, Reply, Say
from bot.dialogue.tracker import HandlerEnded, SlotSet
from bot.dialogue.turn import Turn
from bot.messages import Choice, Message, Text
from bot.models.reservations import Reservation, ReservationState
from bot.services.reservations.leaving import end, move
from bot.services.reservations.taking import Full, TooLate
from handlers.card_center import cards, changing, choosing, waiting
from handlers.card_center.crowd import asks_how_full, crowd_card
from handlers.card_center.service import booking
from handlers.card_center.service.catalogue import check_catalogue, find_catalogue
from handlers.card_center.situations import find_situations, list_situations
from handlers.card_center.slots import SLOTS, TimeSlot


class CardCenter(Handler):
    name = "card_center"
    intents = ("card_booking", "booking_change")
    slots = SLOTS
    actions = ("move", "end", "places", "family", "needs", "wait", "accept", "decline", "crowd", "pick")

    def check_city(self, city: City) -> None:
        check_catalogue(city)

    def start(self, turn: Turn) -> Reply | None:
        if find_catalogue(turn.house.city) is None:
            turn.record(HandlerEnded(self.name))
            return GoTo("faq")  # which knows the office, and what the city has written
        if turn.interpretation.intent.name == "card_booking" and asks_how_full(turn):
            return self.do_crowd(turn)
        if turn.slots.get("moving") or turn.slots.get("ending"):
            return self._ask_for_time(turn) if turn.slots.get("moving") else None
        booking.release_held(turn.session, turn.conversation_id, turn.now)  # of a form that was begun before
        if turn.interpretation.intent.name == "booking_change":
            return changing.start(turn)
        most = choosing.get_catalogue(turn).most_open
        if booking.count_open(turn.session, turn.conversation_id, turn.now) >= most:
            return changing.show(turn, turn.text("limit", most=most))
        if situations := find_situations(turn):
            turn.record(SlotSet("situations", [one.id for one in situations]))
        if not turn.slots.get("persons"):
            turn.record(SlotSet("persons", 1))
        if turn.slots.get("purpose") and turn.among.get("time"):
            turn.record(SlotSet("at_once", True))
        return self._ask_for_time(turn)

    def summary(self, turn: Turn) -> Message | None:
        if turn.slots.get("ending"):
            own = booking.find_own(turn.session, turn.conversation_id, turn.slots["ending"], turn.now)
            return cards.end_card(turn, own) if own else None
        if turn.slots.get("at_once"):
            return None
        offer = choosing.search(turn).find_one(turn.session, int(turn.slots.get("time") or 0))
        return cards.summary_card(turn, offer, list_situations(turn)) if offer else None

    def finish(self, turn: Turn) -> Reply:
        if turn.slots.get("ending"):
            return self._end(turn)
        try:
            with turn.session.begin_nested():
                reservation = self._move(turn) if turn.slots.get("moving") else self._reserve(turn)
        except (Full, TooLate):
            turn.record(SlotSet("time", None))
            turn.record(SlotSet(form.CONFIRMED.name, None))
            return Ask("time", (Text(turn.text("gone")),))
        title = turn.text("moved" if turn.slots.get("moving") else "reserved")
        return Done((cards.show_reservation(turn, reservation.id or 0, title, list_situations(turn)),))

    def release(self, turn: Turn) -> None:
        if held := turn.slots.get("held"):
            booking.release(turn.session, held, turn.now)

    def do_move(self, turn: Turn) -> Reply:
        """Another time for one of the citizen's reservations."""
        return changing.begin(turn, "moving") or changing.say_none(turn)

    def do_end(self, turn: Turn) -> Reply:
        """Cancel one of them; asked first."""
        return changing.begin(turn, "ending") or changing.say_none(turn)

    def do_places(self, turn: Turn) -> Reply:
        """At one place only."""
        return form.reopen("place", turn)

    def do_family(self, turn: Turn) -> Reply:
        """For several who come together."""
        return form.reopen("persons", turn)

    def do_needs(self, turn: Turn) -> Reply:
        """What to bring in a situation."""
        purpose = turn.postback_params.get("purpose", "")
        found = choosing.get_catalogue(turn).list_situations(purpose)
        wanted = next((one for one in found if one.id == turn.postback_params.get("id")), None)
        if wanted is None:
            return self.do_crowd(turn)
        return Done((cards.needs_card(turn, purpose, wanted),))

    def do_pick(self, turn: Turn) -> Reply:
        """A time that was chosen on the page of times, where it was held."""
        active = turn.tracker.active
        if active is None or active.handler != self.name or active.slots.get("ending"):
            return Say((turn.say("dialogue.expired"),))
        return form.take_answer(self, self._time, turn) or form.reopen(self._time.name, turn)

    def do_wait(self, turn: Turn) -> Reply:
        """Into the waiting list of a time that is full."""
        return waiting.join(turn)

    def do_accept(self, turn: Turn) -> Reply:
        """A freed time that was offered is taken."""
        return waiting.accept(turn)

    def do_decline(self, turn: Turn) -> Reply:
        """It is left to the next, or waited for no more."""
        return waiting.decline(turn)

    def do_crowd(self, turn: Turn) -> Reply:
        """How full it is now and will be."""
        return Done((crowd_card(turn),))

    def _ask_for_time(self, turn: Turn) -> Reply:
        """The next question; before it, why a day that was named can't be."""
        time = self._time
        fault = time.find_fault(turn)
        exact = None if fault or not turn.slots.get("purpose") else time.choose_exact(turn, turn.among.get("time", ()))
        if exact is not None:
            turn.record(SlotSet("time", exact))
        reply = form.advance(self, turn)
        if fault is None or not isinstance(reply, Ask):
            return reply
        key, values = fault
        return Ask(reply.slot, (Text(turn.text(key, **values)),))

    @property
    def _time(self) -> TimeSlot:
        slot = self.find_slot("time")
        assert isinstance(slot, TimeSlot)
        return slot

    def _reserve(self, turn: Turn) -> Reservation:
        held = turn.session.get_one(Reservation, turn.slots["held"])
        held.purpose = turn.slots["purpose"]
        return booking.reserve(turn.session, turn.slots["held"], choosing.get_catalogue(turn).code, turn.now)

    def _move(self, turn: Turn) -> Reservation:
        own = booking.find_own(turn.session, turn.conversation_id, turn.slots["moving"], turn.now)
        if own is None:
            raise TooLate(ReservationState.CANCELLED)
        return move(turn.session, own.id, int(turn.slots["time"]), turn.now)

    def _end(self, turn: Turn) -> Reply:
        own = booking.find_own(turn.session, turn.conversation_id, turn.slots["ending"], turn.now)
        if own is None:
            return changing.say_none(turn)
        end(turn.session, own.id, ReservationState.CANCELLED, turn.now)
        book = Choice(turn.text("book"), postback="card_center.start")
        return Done((turn.say("ended", (book, help_choice(turn)), number=own.reservation.number),))
