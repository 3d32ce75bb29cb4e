"""What a city tells citizens of, and where: `services.subscriptions` in `city.yml`, and its areas."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from pydantic import Field

from bot.areas import Areas, load_areas
from bot.city import City
from bot.errors import SetupError
from bot.service_facts import Facts, Words, find_facts

SERVICE = "subscriptions"


class Topic(Facts):
    """One thing that citizens can be told of; `says` are their words for it."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")
    name: Words
    about: Words = {}
    says: tuple[str, ...] = ()


class Catalogue(Facts):
    """What `city.yml` says."""

    department: str = ""
    most_areas: int = Field(5, ge=1, le=50)
    topics: tuple[Topic, ...] = Field(min_length=1, max_length=12)

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(one.id for one in self.topics)

    def find_topic(self, id: str) -> Topic | None:
        return next((one for one in self.topics if one.id == id), None)


def find_catalogue(city: City) -> Catalogue | None:
    """None where the city tells nothing here. Raises SetupError."""
    found = find_facts(city, SERVICE, Catalogue)
    if found and len(set(found.ids)) < len(found.ids):
        raise SetupError("city.yml: services.subscriptions.topics: an id is there twice")
    return found


def find_areas(city: City) -> Areas:
    """The city's, read once."""
    return _load(city.folder) if city.folder else Areas([])


@lru_cache(maxsize=4)
def _load(folder: Path) -> Areas:
    return load_areas(folder)
