"""How a request for an outreach lecture is shown, in conversation and unasked."""

from __future__ import annotations

from bot.dialogue.choices import help_choice, person_choice
from bot.dialogue.dates import say_moment
from bot.dialogue.handler import Unfinished
from bot.dialogue.turn import Turn
from bot.dialogue.words import RoomWords, Speaks
from bot.messages import Card, Choice
from bot.service_facts import words_in
from handlers.outreach.links import calendar_url
from handlers.outreach.models import OutreachRequest, RequestState
from handlers.outreach.service.catalogue import find_catalogue
from handlers.outreach.service.requesting import is_living


def name_topic(turn: Turn, request: OutreachRequest) -> str:
    """Its title; that of all outreach lectures where the city has it no more."""
    catalogue = find_catalogue(turn.house.city)
    topic = catalogue.find_topic(request.topic) if catalogue else None
    return words_in(topic.name, turn.language) if topic else turn.text("outreach.title")


def request_card(turn: Turn, request: OutreachRequest, lead: str = "") -> Card:
    """How it stands, with what can be done now."""
    house = turn.house
    url = calendar_url(house.public_url, house.secret_key, request.id or 0)
    text = "\n".join(filter(None, (lead, say_state(turn, request))))
    ways = list_ways(turn, request, url, can_cancel=is_living(request, turn.now))
    choices = (person_choice(turn), help_choice(turn))
    return Card(name_topic(turn, request), text, list_facts(turn, request), ways, choices=choices)


def news_card(words: RoomWords, title: str, request: OutreachRequest, url: str) -> Card:
    """The same, when it has changed."""
    return Card(title, say_state(words, request), list_facts(words, request), list_ways(words, request, url))


def say_state(words: Speaks, request: OutreachRequest) -> str:
    """With what staff say of it. Nothing that the group wrote."""
    said = request.said if request.state in (RequestState.ASKED, RequestState.DECLINED) else ""
    return "\n".join(filter(None, (words.text(f"outreach.state_{request.state}"), said)))


def list_facts(words: Speaks, request: OutreachRequest) -> tuple[tuple[str, str], ...]:
    facts = [(words.text("outreach.fact_number"), request.number)]
    if request.state == RequestState.AGREED and request.starts_at is not None:
        facts.append((words.text("outreach.fact_when"), say_moment(words, request.starts_at)))
        facts.append((words.text("outreach.fact_lecturer"), request.lecturer))
    return tuple(facts)


def list_ways(words: Speaks, request: OutreachRequest, url: str, *, can_cancel: bool = True) -> tuple[Choice, ...]:
    ways = []
    if request.state == RequestState.ASKED:
        ways.append(Choice(words.text("outreach.reply"), postback=f"outreach.reply?id={request.id}"))
    if request.state == RequestState.AGREED:
        ways.append(Choice(words.text("outreach.calendar"), url=url))
    if can_cancel and request.state not in (RequestState.DECLINED, RequestState.CANCELLED):
        ways.append(Choice(words.text("outreach.withdraw"), postback=f"outreach.cancel?id={request.id}"))
    return tuple(ways)


def describe_unfinished(turn: Turn, request: OutreachRequest) -> Unfinished:
    """For whoever wants their data deleted."""
    way = Choice(turn.text("outreach.withdraw"), postback=f"outreach.cancel?id={request.id}")
    what = f"{name_topic(turn, request)} {request.number}"
    return Unfinished(what, turn.text(f"outreach.state_{request.state}"), way)
