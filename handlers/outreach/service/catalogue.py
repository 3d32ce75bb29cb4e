"""What groups can ask for, as `services: outreach:` in `city.yml` says."""

from __future__ import annotations

from pydantic import Field, model_validator

from bot.city import City
from bot.errors import SetupError
from bot.service_facts import Facts, Words, find_facts

SERVICE = "outreach"


class Topic(Facts):
    """One lecture of the menu."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]{0,19}$")  # it is part of a button's postback
    name: Words
    about: Words
    says: tuple[str, ...] = ()  # words by which it is known beside its name, in any language
    minutes: int = Field(60, ge=10, le=480)


class Catalogue(Facts):
    department: str
    fewest: int = Field(1, ge=1)  # people of a group
    ahead_days: int = Field(30, ge=0)  # how long before the day one asks at the latest
    most_open: int = Field(3, ge=1)  # requests of one conversation
    topics: tuple[Topic, ...] = Field(min_length=1, max_length=11)  # each has a button

    @model_validator(mode="after")
    def _fits(self) -> Catalogue:
        if len({one.id for one in self.topics}) < len(self.topics):
            raise ValueError("two topics have the same id")
        return self

    def find_topic(self, id: str) -> Topic | None:
        return next((one for one in self.topics if one.id == id), None)


def check_catalogue(city: City) -> None:
    """Raises SetupError that names what is wrong in `city.yml`."""
    catalogue = find_catalogue(city)
    if catalogue is not None and city.find_department(catalogue.department) is None:
        raise SetupError(f"city.yml: services.{SERVICE}: there is no department {catalogue.department}")


def find_catalogue(city: City) -> Catalogue | None:
    """None where the city has no outreach lectures here. Raises SetupError that names what is wrong in `city.yml`."""
    return find_facts(city, SERVICE, Catalogue)
