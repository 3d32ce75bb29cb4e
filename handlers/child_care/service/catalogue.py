"""What a city says of this service: `services: child_care:` in `city.yml`."""

from __future__ import annotations

from pydantic import Field

from bot.city import City, Department
from bot.errors import SetupError
from bot.service_facts import Facts, find_facts

SERVICE = "child_care"
CHILD_ADVICE = "child-medical-advice"  # the id of #8000 among the city's emergency numbers


class ChildCare(Facts):
    """`department` is whom parents call; nurseries are out of date after `stale_days`."""

    department: str = ""
    stale_days: int = Field(45, ge=1, le=366)


def get_facts(city: City) -> ChildCare:
    """What is said, or what holds where nothing is."""
    return find_facts(city, SERVICE, ChildCare) or ChildCare()  # type: ignore[call-arg]


def check_facts(city: City) -> None:
    """Raises SetupError."""
    facts = get_facts(city)
    if facts.department and city.find_department(facts.department) is None:
        raise SetupError(f"city.yml: services.{SERVICE}.department: there is no department {facts.department}")


def find_department(city: City) -> Department | None:
    return city.find_department(get_facts(city).department)
