"""What is shown in conversation: each with a number to call, a map, and the day of the data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.clock import TOKYO
from bot.dialogue.choices import help_choice, person_choice, phone_choice
from bot.dialogue.turn import Turn
from bot.messages import Card, Carousel, Choice, Message
from handlers.child_care.links import page_url
from handlers.child_care.models import ClinicDuty, Kind, Listing, Occasion
from handlers.child_care.service.catalogue import CHILD_ADVICE, find_department, get_facts
from handlers.child_care.service.searching import Vacancy, has_any
from handlers.child_care.words import map_url, say_ages, say_as_of, say_departments, say_places, say_span

SHOWN = 5
LONGEST_TEXT = 120
AMBULANCE = "ambulance-fire"


def clinic_card(turn: Turn, duty: ClinicDuty) -> Card:
    facts = (
        (turn.text("fact_when"), say_span(turn, duty.starts_at, duty.ends_at)),
        (turn.text("fact_departments"), say_departments(turn, duty)),
        (turn.text("fact_address"), duty.address),
    )
    is_open = duty.starts_at <= turn.now < duty.ends_at
    text = "\n".join(filter(None, (turn.text("is_open") if is_open else "", duty.note)))
    return _make(turn, duty, text, facts)


def nursery_card(turn: Turn, vacancy: Vacancy, age_class: str) -> Card:
    one = vacancy.nursery
    hours = " – ".join(filter(None, (one.opens, one.closes)))
    facts = (
        (turn.text("fact_form"), one.form),
        (turn.text("fact_address"), one.address),
        (turn.text("fact_accepts"), one.accepts),
        (turn.text("fact_hours"), hours),
    )
    text = "\n".join(filter(None, (say_places(turn, age_class, vacancy.places), one.note)))
    return _make(turn, one, text, facts)


def occasion_card(turn: Turn, one: Occasion, more_days: int) -> Card:
    facts = (
        (turn.text("fact_when"), say_span(turn, one.starts_at, one.ends_at)),
        (turn.text("fact_place"), " ".join(filter(None, (one.place, one.address)))),
        (turn.text("fact_target"), say_ages(turn, one)),
        (turn.text("fact_fee"), one.fee),
        (turn.text("fact_apply"), one.apply),
    )
    more = turn.text("more_days", count=more_days) if more_days else ""
    summary = one.summary if len(one.summary) <= LONGEST_TEXT else f"{one.summary[:LONGEST_TEXT]}…"
    return _make(turn, one, "\n".join(filter(None, (more, summary, one.note))), facts)


def advice_card(turn: Turn) -> Card | None:
    """#8000 and 119, as the city has them."""
    numbers = {one.id: one for one in turn.house.city.emergency_numbers}
    found = [numbers[id] for id in (CHILD_ADVICE, AMBULANCE) if id in numbers]
    buttons = tuple(phone_choice(turn.text("call", telephone=one.number), one.number) for one in found)
    return Card(turn.text("advice_title"), turn.text("advice_text"), buttons=buttons) if buttons else None


def contact_card(turn: Turn) -> Card:
    """Whom parents call: the department, else the city."""
    city = turn.house.city
    department = find_department(city)
    telephone = (department.telephone if department else "") or city.telephone
    name = department.name_in(turn.language) if department else city.name_in(turn.language)
    facts = ((turn.text("fact_hours"), department.hours),) if department and department.hours else ()
    button = phone_choice(turn.text("call", telephone=telephone), telephone)
    return Card(turn.text("whom_to_call"), name, facts, (button,))


def put_side_by_side(cards: Iterable[Card], lead: str, choices: Sequence[Choice]) -> Message:
    """The cards with the quick replies under them."""
    shown = tuple(cards)
    return Carousel(shown, "\n".join((lead, *(card.title for card in shown))), tuple(choices))


def list_ways(turn: Turn, kind: Kind, **query: str) -> tuple[Choice, ...]:
    """The whole list on our page, and what else there is."""
    page = Choice(turn.text("see_all"), url=page_url(turn.house.public_url, kind, turn.language, **query))
    return (page, *list_kinds(turn, but=kind), person_choice(turn), help_choice(turn))


def list_kinds(turn: Turn, but: Kind | None = None) -> tuple[Choice, ...]:
    """What the city has told us of."""
    kinds = (one for one in Kind if one is not but and has_any(turn.session, one))
    return tuple(Choice(turn.text(f"kind_{one}"), postback=f"child_care.{one}") for one in kinds)


def _make(turn: Turn, one: Listing, text: str, facts: Iterable[tuple[str, str]]) -> Card:
    buttons = []
    if one.telephone:
        buttons.append(phone_choice(turn.text("call", telephone=one.telephone), one.telephone))
    if url := map_url(one):
        buttons.append(Choice(turn.text("map"), url=url))
    if one.page_url.startswith("https://"):  # LINE opens no others
        buttons.append(Choice(turn.text("page"), url=one.page_url))
    today = turn.now.astimezone(TOKYO).date()
    note = say_as_of(turn, one, today, get_facts(turn.house.city).stale_days)
    return Card(one.name, text, tuple(fact for fact in facts if fact[1]), tuple(buttons), note)
