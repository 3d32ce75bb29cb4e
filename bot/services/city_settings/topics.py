"""Which facts staff may change, in topics that are saved each by itself."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from bot.city import City


class Topic(StrEnum):
    HOURS = "hours"
    DAYS = "days"
    ANSWERING = "answering"
    FEES = "fees"
    BANNER = "banner"


# What each of them may say, by the names of `city.yml`.
FACTS = {
    Topic.HOURS: ("weekly", "closed_on_holidays", "closures"),
    Topic.DAYS: ("special_days",),
    Topic.ANSWERING: ("answer_within_minutes",),
    Topic.FEES: ("fees",),
    Topic.BANNER: ("banner",),
}
_OF_HOURS = (Topic.HOURS, Topic.DAYS)  # they stand under `opening_hours`


def lay_over(city: City, topic: Topic, value: Mapping[str, Any]) -> City:
    """The city with these facts. Raises ValueError where they are not what the topic may say."""
    if not isinstance(value, dict) or set(value) != set(FACTS[topic]):
        raise ValueError(f"not the facts of {topic}")
    facts = city.model_dump(by_alias=True)
    place = facts["opening_hours"] if topic in _OF_HOURS else facts
    place.update(value)
    return City.model_validate(facts)


def read_facts(city: City, topic: Topic) -> dict[str, Any]:
    """The topic's facts as they hold, as JSON."""
    facts = city.model_dump(mode="json", by_alias=True)
    place = facts["opening_hours"] if topic in _OF_HOURS else facts
    return {name: place[name] for name in FACTS[topic]}
