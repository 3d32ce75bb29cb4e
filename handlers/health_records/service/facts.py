"""What `services: health_records:` in `city.yml` says."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from bot.city import City
from bot.errors import SetupError
from bot.service_facts import Facts, find_facts

SERVICE = "health_records"


class HealthFacts(Facts):
    """`child_until_age`: until the day before this birthday parents see the records of their child."""

    department: str
    child_until_age: int = Field(15, ge=0, le=18)
    code_days: int = Field(30, ge=1, le=90)  # how long a code that was posted can be used
    schedule: dict[str, Any] = {}  # what the schedule wants to know of the city


def find_health_facts(city: City) -> HealthFacts | None:
    """None where the city shows no records here. Raises SetupError that names what is wrong in `city.yml`."""
    return find_facts(city, SERVICE, HealthFacts)


def check_health_facts(city: City) -> None:
    """Raises SetupError that names what is wrong in `city.yml`."""
    facts = find_health_facts(city)
    if facts is not None and city.find_department(facts.department) is None:
        raise SetupError(f"city.yml: services.{SERVICE}: there is no department {facts.department}")
