"""What is shown of lectures in conversation."""

from __future__ import annotations

from collections.abc import Sequence

from bot.clock import TOKYO
from bot.dialogue.choices import form_choice, help_choice, person_choice
from bot.dialogue.dates import say_moment
from bot.dialogue.handler import Unfinished
from bot.dialogue.turn import Turn
from bot.messages import Card, Carousel, Choice, Message
from bot.services.payments.links import payment_url
from bot.services.reservations.waiting import count_before
from bot.tickets.links import LABEL, ticket_url
from handlers.lectures.links import is_link_due, join_choice
from handlers.lectures.models import Application
from handlers.lectures.service.catalogue import Offer, Place, find_offer
from handlers.lectures.service.paying import find_fee, is_paid, is_settled
from handlers.lectures.service.standing import OVER, Loaded, Standing
from handlers.lectures.words import (
    say_all_dates,
    say_dates,
    say_fee,
    say_period,
    say_place,
    say_places,
    say_title,
    say_total,
)

FORM = "lecture"
SHOWN = 5
LONGEST_SUMMARY = 120
FILTER_BUTTONS = ("only_online", "for_women", "with_children", "weekend")


def offer_card(turn: Turn, offer: Offer) -> Card:
    """One lecture, with the way to apply while one can."""
    lecture = offer.lecture
    facts = [
        (turn.text("lectures.fact_when"), say_dates(turn, offer)),
        (turn.text("lectures.fact_where"), say_places(turn, offer)),
        (turn.text("lectures.fact_fee"), say_fee(turn, lecture)),
        (turn.text("lectures.fact_apply"), say_period(turn, offer, turn.now)),
    ]
    if lecture.target:
        facts.insert(2, (turn.text("lectures.fact_target"), lecture.target))
    buttons = [Choice(turn.text("lectures.apply"), postback=f"lectures.apply?lecture={offer.id}")]
    more = [Choice(turn.text("lectures.details"), url=lecture.page_url)] if lecture.page_url else []
    contact = " ".join(filter(None, (lecture.contact, lecture.telephone)))
    return Card(
        title=say_title(turn, lecture),
        text=_shorten(lecture.summary),
        facts=tuple(facts),
        buttons=(*(buttons if offer.is_open(turn.now) else ()), *more),
        note=contact,
    )


def offer_cards(turn: Turn, offers: Sequence[Offer], lead: str, *, without: Sequence[str] = ()) -> Message:
    """The first of them, with ways to narrow them down and to see the others."""
    cards = tuple(offer_card(turn, one) for one in offers[:SHOWN])
    filters = (
        Choice(turn.text(f"lectures.filter_{name}"), postback=f"lectures.find?only={name}")
        for name in FILTER_BUTTONS
        if name not in without
    )
    everything = (Choice(turn.text("lectures.show_all"), postback="lectures.find"),) if without else ()
    choices = (*filters, *everything, mine_choice(turn), help_choice(turn))
    return Carousel(cards, "\n".join((lead, *(card.title for card in cards))), choices)


def summary_card(turn: Turn, offer: Offer, place: Place, persons: int) -> Card:
    """Everything once more before it is applied for."""
    lecture = offer.lecture
    note = turn.text("lectures.note_lottery") if offer.is_drawn_for else ""
    facts = (
        (turn.text("lectures.fact_when"), say_all_dates(turn, offer)),
        (turn.text("lectures.fact_where"), say_place(turn, place)),
        (turn.text("lectures.fact_persons"), turn.text("lectures.persons", count=persons)),
        (turn.text("lectures.fact_fee"), say_total(turn, lecture, persons)),
        (turn.text("lectures.fact_apply"), say_period(turn, offer, turn.now)),
    )
    return Card(say_title(turn, lecture), lecture.target, facts, note=note)


def form_card(turn: Turn, application: Application, lead: str) -> Card:
    """The way to the form."""
    button = form_choice(turn, turn.text("lectures.open_form"), FORM, about=str(application.id))
    choices = (person_choice(turn), help_choice(turn))
    note = turn.text("lectures.form_life")
    return Card(turn.text("lectures.form_ready"), lead, buttons=(button,), note=note, choices=choices)


def full_card(turn: Turn, offer: Offer, place: Place, persons: int) -> Card:
    """Other places of it that are free, and the waiting list."""
    free = [one for one in offer.places if one.left >= persons and one.hall.id != place.hall.id]
    buttons = [
        Choice(
            turn.text("lectures.take_other", place=say_place(turn, one)),
            postback=f"lectures.other?lecture={offer.id}&hall={one.hall.id}&persons={persons}",
        )
        for one in free
    ]
    wait = f"lectures.wait?lecture={offer.id}&hall={place.hall.id}&persons={persons}"
    buttons.append(Choice(turn.text("lectures.join_list"), postback=wait))
    return Card(
        title=say_title(turn, offer.lecture),
        text=turn.text("lectures.is_full", place=say_place(turn, place)),
        buttons=tuple(buttons),
        choices=(search_choice(turn), help_choice(turn)),
    )


def application_card(turn: Turn, found: Loaded, lead: str = "") -> Card:
    """How one application stands, with what can be done now."""
    application = found.application
    offer = find_offer(turn.session, application.lecture_id)
    assert offer is not None  # it goes with its lecture
    place = offer.find_place(application.hall_id)
    facts = [
        (turn.text("lectures.fact_when"), say_all_dates(turn, offer)),
        (turn.text("lectures.fact_where"), say_place(turn, place) if place else ""),
        (turn.text("lectures.fact_persons"), turn.text("lectures.persons", count=application.units)),
    ]
    if offer.lecture.fee_yen:
        facts.append((turn.text("lectures.fact_fee"), _say_fee(turn, offer, found)))
    if application.number:
        facts.append((turn.text("lectures.fact_number"), application.number))
    return Card(
        title=say_title(turn, offer.lecture),
        text="\n".join(filter(None, (lead, _say_standing(turn, found, offer)))),
        facts=tuple(fact for fact in facts if fact[1]),
        buttons=tuple(_list_ways(turn, found, offer)),
        note=turn.text("lectures.note_link") if place and place.hall.is_online else "",
    )


def describe_unfinished(turn: Turn, found: Loaded) -> Unfinished:
    """For whoever wants their data deleted: it is paid for, and can be cancelled."""
    card = application_card(turn, found)
    way = Choice(turn.text("lectures.withdraw"), postback=f"lectures.cancel?id={found.application.id}")
    return Unfinished(f"{card.title} {found.application.number}", turn.text("lectures.is_paid"), way)


def search_choice(turn: Turn) -> Choice:
    return Choice(turn.text("lectures.search"), postback="lectures.find")


def mine_choice(turn: Turn) -> Choice:
    return Choice(turn.text("lectures.mine"), postback="lectures.mine")


def withdraw_choice(turn: Turn, application: Application) -> Choice:
    """The last word after "really?"."""
    return Choice(turn.text("lectures.withdraw_really"), postback=f"lectures.withdraw?id={application.id}")


def _say_standing(turn: Turn, found: Loaded, offer: Offer) -> str:
    if offer.is_cancelled:
        return "\n".join(filter(None, (turn.text("lectures.is_called_off"), offer.lecture.cancelled_why)))
    if found.standing == Standing.OFFERED and found.held_until:
        return turn.text("lectures.standing_offered", until=say_moment(turn, found.held_until.astimezone(TOKYO)))
    if found.standing == Standing.WAITING and found.wait is not None:
        return turn.text("lectures.standing_waiting", position=count_before(turn.session, found.wait) + 1)
    return turn.text(f"lectures.standing_{found.standing}")


def _say_fee(turn: Turn, offer: Offer, found: Loaded) -> str:
    """What all persons pay, and where, once there is a place."""
    total = say_total(turn, offer.lecture, found.application.units)
    if found.standing != Standing.RESERVED:
        return total
    payment, place = find_fee(turn.session, found.application), offer.find_place(found.application.hall_id)
    here = "to_pay_online" if place and place.hall.is_online else "to_pay"
    key = "is_paid" if is_paid(payment) else here if payment else "to_pay_there"
    return f"{total}\n{turn.text(f'lectures.{key}')}"


def _list_ways(turn: Turn, found: Loaded, offer: Offer) -> list[Choice]:
    application, ways = found.application, []
    if offer.is_cancelled:
        return []
    if found.standing == Standing.ATTENDED and offer.ends_at <= turn.now:
        ways.append(Choice(turn.text("lectures.certificate"), postback=f"lectures.certificate?id={application.id}"))
        if not application.has_answered:
            ways.append(Choice(turn.text("lectures.answer"), postback=f"lectures.answer?id={application.id}"))
    if found.standing == Standing.DRAFT:
        ways.append(form_choice(turn, turn.text("lectures.open_form"), FORM, about=str(application.id)))
    if found.standing == Standing.OFFERED:
        ways.append(Choice(turn.text("lectures.come"), postback=f"lectures.accept?id={application.id}"))
    is_there = found.standing == Standing.RESERVED and is_settled(turn.session, application)
    if is_there and is_link_due(offer, application, turn.now):
        ways.append(join_choice(turn, offer.lecture))
    if (
        found.standing == Standing.RESERVED
        and (payment := find_fee(turn.session, application))
        and not is_paid(payment)
    ):
        url = payment_url(turn.house.public_url, turn.house.secret_key, payment.reference)
        ways.append(Choice(turn.text("lectures.pay"), url=url))
    place = offer.find_place(application.hall_id)
    if found.standing == Standing.RESERVED and found.reservation and place and not place.hall.is_online:
        url = ticket_url(turn.house.public_url, turn.house.secret_key, found.reservation.id or 0)
        ways.append(Choice(turn.text(LABEL), url=url))
    if found.standing == Standing.RESERVED and offer.lecture.materials_url:
        ways.append(Choice(turn.text("lectures.materials"), url=offer.lecture.materials_url))
    if found.standing not in OVER:
        ways.append(Choice(turn.text("lectures.withdraw"), postback=f"lectures.cancel?id={application.id}"))
    return ways


def _shorten(text: str) -> str:
    return text if len(text) <= LONGEST_SUMMARY else f"{text[: LONGEST_SUMMARY - 1]}…"
