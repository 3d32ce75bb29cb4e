"""How choices are shown in conversation. What is personal is shown on our own page alone."""

from __future__ import annotations

from collections.abc import Sequence

from bot.areas import Areas
from bot.dialogue.choices import help_choice
from bot.dialogue.turn import Turn
from bot.dialogue.words import Speaks
from bot.messages import Card, Choice
from bot.service_facts import words_in
from bot.services.segments.catalogue import Catalogue, find_areas
from bot.services.segments.choosing import Choices
from handlers.subscriptions.links import page_url

MOST_TOGGLES = 10  # LINE shows 13 quick replies
MINUTES_OF_HOUR = 60


def settings_card(turn: Turn, catalogue: Catalogue, choices: Choices, lead: str, first: Sequence[str] = ()) -> Card:
    """What holds now and the ways to change it; topics of `first` stand first among the quick replies."""
    house = turn.house
    url = page_url(house.public_url, house.secret_key, turn.conversation_id, turn.language)
    areas = find_areas(house.city)
    buttons = [Choice(turn.text("open_page"), url=url)]
    if len(areas):
        buttons.append(Choice(turn.text("choose_area"), postback="subscriptions.area"))
    stops = ("resume", "resume") if choices.is_stopped else ("stop", "stop")
    buttons.append(Choice(turn.text(stops[0]), postback=f"subscriptions.{stops[1]}"))
    facts = (
        (turn.text("fact_topics"), say_topics(turn, catalogue, choices)),
        (turn.text("fact_areas"), say_areas(turn, areas, choices)),
        (turn.text("fact_quiet"), say_quiet(turn, choices)),
    )
    quick = (*_toggles(turn, catalogue, choices, first), *_drops(turn, areas, choices), help_choice(turn))
    return Card(turn.text("title"), lead, facts, tuple(buttons), note=turn.text("note"), choices=quick)


def say_topics(words: Speaks, catalogue: Catalogue, choices: Choices) -> str:
    """Those that are wanted, or that there are none."""
    if choices.is_stopped:
        return words.text("subscriptions.all_stopped")
    named = [words_in(one.name, words.language) for one in catalogue.topics if one.id in choices.topics]
    return words.text("subscriptions.between").join(named) or words.text("subscriptions.no_topics")


def say_areas(words: Speaks, areas: Areas, choices: Choices) -> str:
    """Those that were chosen, or that it is the whole city."""
    found = [area.name_in(words.language) for id in choices.areas if (area := areas.find(id))]
    return words.text("subscriptions.between").join(found) or words.text("subscriptions.whole_city")


def say_quiet(words: Speaks, choices: Choices) -> str:
    if choices.quiet is None:
        return words.text("subscriptions.quiet_usual")
    start, end = (f"{one // MINUTES_OF_HOUR}:{one % MINUTES_OF_HOUR:02d}" for one in choices.quiet)
    return words.text("subscriptions.quiet_span", start=start, end=end)


def _toggles(turn: Turn, catalogue: Catalogue, choices: Choices, first: Sequence[str]) -> tuple[Choice, ...]:
    ordered = sorted(catalogue.topics, key=lambda one: one.id not in first)
    return tuple(_toggle(turn, words_in(one.name, turn.language), one.id, choices) for one in ordered[:MOST_TOGGLES])


def _toggle(turn: Turn, name: str, topic: str, choices: Choices) -> Choice:
    is_on = topic in choices.topics and not choices.is_stopped
    label = turn.text("drop" if is_on else "add", topic=name)
    return Choice(label, postback=f"subscriptions.topic?id={topic}&wanted={'no' if is_on else 'yes'}")


def _drops(turn: Turn, areas: Areas, choices: Choices) -> tuple[Choice, ...]:
    """The last area that was chosen, to be taken back."""
    found = [area for id in choices.areas[-1:] if (area := areas.find(id))]
    return tuple(
        Choice(turn.text("leave_area", area=one.name_in(turn.language)), postback=f"subscriptions.leave?area={one.id}")
        for one in found
    )
