"""What is shown of reservations in conversation. Nobody's name is in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.dialogue.choices import help_choice, person_choice
from bot.dialogue.dates import say_moment
from bot.dialogue.turn import Turn
from bot.messages import Card, Carousel, Choice, Message
from bot.models.reservations import Resource, Timeframe, Wait, WaitState
from bot.service_facts import words_in
from bot.services.reservations.waiting import count_before
from bot.tickets.links import LABEL, ticket_url
from handlers.card_center.booked import offer_card
from handlers.card_center.choosing import get_catalogue
from handlers.card_center.links import calendar_url
from handlers.card_center.service import booking
from handlers.card_center.service.booking import Own
from handlers.card_center.service.catalogue import Office, Situation
from handlers.card_center.service.offering import Offer
from handlers.card_center.words import say_needs, say_office, say_purpose


def list_facts(turn: Turn, office: Office | None, starts_at: datetime, purpose: str) -> list[tuple[str, str]]:
    """What for, when and where."""
    said = say_purpose(turn, get_catalogue(turn), purpose)
    return [
        *([(turn.text("card_center.fact_purpose"), said)] if said else ()),
        (turn.text("card_center.fact_when"), say_moment(turn, starts_at)),
        (turn.text("card_center.fact_place"), say_office(turn, office, with_address=True)),
    ]


def summary_card(turn: Turn, offer: Offer, situations: list[Situation]) -> Card:
    """Everything once more, before it is reserved, and what to bring."""
    catalogue, purpose = get_catalogue(turn), turn.slots.get("purpose") or ""
    facts = list_facts(turn, offer.office, offer.starts_at, purpose)
    if (persons := turn.slots.get("persons") or 1) > 1:
        facts.append((turn.text("card_center.fact_persons"), turn.text("card_center.persons", count=persons)))
    if turn.slots.get("moving"):
        return Card(turn.text("card_center.move_summary"), facts=tuple(facts))
    facts.append((turn.text("card_center.fact_needs"), say_needs(turn, catalogue, purpose, situations)))
    return Card(turn.text("card_center.summary"), turn.text("card_center.held_for"), tuple(facts))


def end_card(turn: Turn, own: Own) -> Card:
    """What would be cancelled."""
    office = get_catalogue(turn).find_place(own.office_id)
    facts = list_facts(turn, office, own.timeframe.starts_at, own.reservation.purpose)
    number = (turn.text("card_center.fact_number"), own.reservation.number)
    return Card(turn.text("card_center.end_summary"), facts=(number, *facts))


def own_card(turn: Turn, own: Own, title: str, situations: Sequence[Situation] = ()) -> Card:
    """A reservation with its number, what to bring, and all that can be done with it."""
    catalogue, purpose = get_catalogue(turn), own.reservation.purpose
    facts = list_facts(turn, catalogue.find_place(own.office_id), own.timeframe.starts_at, purpose)
    needs = say_needs(turn, catalogue, purpose, list(situations))
    house = turn.house.public_url, turn.house.secret_key
    return Card(
        title=title,
        facts=(
            (turn.text("card_center.fact_number"), own.reservation.number),
            *facts,
            *([(turn.text("card_center.fact_needs"), needs)] if needs else ()),
        ),
        buttons=(
            Choice(turn.text("card_center.to_calendar"), url=calendar_url(*house, own.id)),
            Choice(turn.text(LABEL), url=ticket_url(*house, own.id)),
            Choice(turn.text("card_center.move"), postback=f"card_center.move?id={own.id}"),
            Choice(turn.text("card_center.end"), postback=f"card_center.end?id={own.id}"),
        ),
        choices=(
            *(
                Choice(words_in(one.name, turn.language), postback=f"card_center.needs?purpose={purpose}&id={one.id}")
                for one in catalogue.list_situations(purpose)
                if one not in situations
            ),
            crowd_choice(turn),
            help_choice(turn),
        ),
    )


def show_reservation(turn: Turn, reservation_id: int, title: str, situations: Sequence[Situation] = ()) -> Card:
    """One of the citizen's own."""
    own = booking.find_own(turn.session, turn.conversation_id, reservation_id, turn.now)
    assert own is not None
    return own_card(turn, own, title, situations)


def own_cards(turn: Turn, cards: Sequence[Card], lead: str) -> Message:
    """One, or several side by side."""
    if len(cards) == 1:
        return cards[0]
    choices = (crowd_choice(turn), person_choice(turn), help_choice(turn))
    alone = tuple(replace(card, choices=()) for card in cards)
    return Carousel(alone, "\n".join((lead, *(card.title for card in cards))), choices)


def needs_card(turn: Turn, purpose: str, situation: Situation) -> Card:
    """What to bring in a situation."""
    catalogue = get_catalogue(turn)
    return Card(
        title=turn.text("card_center.needs_title", situation=words_in(situation.name, turn.language)),
        text=say_needs(turn, catalogue, purpose, [situation]),
        choices=(person_choice(turn), help_choice(turn)),
    )


def find_wait_card(turn: Turn, wait: Wait) -> Card:
    """In the list, with the way out of it; or what is offered from it."""
    timeframe = turn.session.get_one(Timeframe, wait.timeframe_id)
    resource = turn.session.get_one(Resource, timeframe.resource_id)
    if wait.state == WaitState.OFFERED:
        return replace(
            offer_card(turn, get_catalogue(turn), wait, timeframe, resource.code), choices=(help_choice(turn),)
        )
    office = get_catalogue(turn).find_place(resource.code)
    return Card(
        title=turn.text("card_center.waiting"),
        text=turn.text("card_center.waiting_text", before=count_before(turn.session, wait)),
        facts=tuple(list_facts(turn, office, timeframe.starts_at, wait.purpose)),
        buttons=(Choice(turn.text("card_center.wait_no_more"), postback=f"card_center.decline?wait={wait.id}"),),
        choices=(help_choice(turn),),
    )


def crowd_choice(turn: Turn) -> Choice:
    """How full it is now, and when it will be less so."""
    return Choice(turn.text("card_center.crowd"), postback="card_center.crowd")
