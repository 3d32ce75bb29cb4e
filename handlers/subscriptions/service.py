"""What one citizen has chosen, read and changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from bot.areas import Areas
from bot.city import City
from bot.forms.postcodes import find_addresses
from bot.models.vault import Vault
from bot.services.segments.catalogue import Catalogue, find_areas
from bot.services.segments.choosing import Choices, keep_choices, read_choices
from bot.services.segments.rules import is_standing

Change = Callable[[Choices], Choices]


def find_places(areas: Areas, said: str) -> list[str]:
    """The areas that words or a postcode name; towns where a town and its district are named."""
    text = "".join(find_addresses(said)) or said
    named = areas.named(text) or [
        one for one in (*areas.towns, *areas.districts) if one.name_en and one.name_en.casefold() in text.casefold()
    ]
    towns = [one for one in named if one.parent]
    return [one.id for one in towns or named]


def read(session: Session, catalogue: Catalogue, conversation_id: int) -> Choices:
    return read_choices(session, conversation_id, catalogue.ids)


def change(
    session: Session, vault: Vault, city: City, catalogue: Catalogue, conversation_id: int, how: Change, now: datetime
) -> Choices:
    """What was chosen, changed by `how`, kept and returned."""
    changed = how(read_choices(session, conversation_id, catalogue.ids))
    keep_choices(session, vault, find_areas(city), conversation_id, changed, catalogue.ids, now)
    return changed


def with_topic(catalogue: Catalogue, topic: str, *, is_wanted: bool) -> Change:
    """One more or one less. Who had stopped everything gets what they want now, and what everybody is told of."""

    def turn(choices: Choices) -> Choices:
        starts_anew = choices.is_stopped and is_wanted
        before = {one for one in choices.topics if is_standing(one) or not starts_anew}
        wanted = before | {topic} if is_wanted else before - {topic}
        ordered = tuple(one for one in catalogue.ids if one in wanted)
        return replace(choices, topics=ordered, is_stopped=choices.is_stopped and not is_wanted)

    return turn


def with_area(areas: Areas, area: str, most: int) -> Change:
    """One more. A town comes in place of its district, a district in place of its towns, and the oldest gives way."""
    found = areas.find(area)
    covers = {town.id for town in areas.towns_of(area)} | {found.parent if found else ""} | {area}
    return lambda choices: replace(choices, areas=(*(one for one in choices.areas if one not in covers), area)[-most:])


def without_area(area: str) -> Change:
    return lambda choices: replace(choices, areas=tuple(one for one in choices.areas if one != area))


def stopped(choices: Choices) -> Choices:
    """Everything, and what was chosen stays for who comes back."""
    return replace(choices, is_stopped=True)


def resumed(choices: Choices) -> Choices:
    return replace(choices, is_stopped=False)


def only_standing(catalogue: Catalogue) -> Change:
    """Nothing but what everybody is told of."""
    standing = tuple(one for one in catalogue.ids if is_standing(one))
    return lambda choices: replace(choices, topics=standing, is_stopped=False)
