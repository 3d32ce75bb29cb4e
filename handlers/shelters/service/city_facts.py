"""What a city says of its shelters: `services: shelters:` in `city.yml`, and its districts and towns."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from pydantic import Field

from bot.areas import Areas, load_areas
from bot.city import City, Department
from bot.errors import SetupError
from bot.service_facts import Facts, find_facts

SERVICE = "shelters"
POSTCODE = r"^\d{3}-\d{4}$"


class Shelters(Facts):
    """`department` is whom one calls. An open shelter farther away than `reach_m` comes after a nearer one that is not.
    `postcodes` name the town of a postal code where Japan Post's list does not. Who was at a shelter is forgotten
    `keep_days` after they left, or after it was closed."""

    department: str = "disaster"
    reach_m: int = Field(3000, ge=100, le=100_000)
    postcodes: dict[str, str] = {}
    keep_days: int = Field(30, ge=1, le=366)


def get_facts(city: City) -> Shelters:
    """What is said, or what holds where nothing is."""
    return find_facts(city, SERVICE, Shelters) or Shelters()  # type: ignore[call-arg]


def check_facts(city: City) -> None:
    """Raises SetupError."""
    facts, areas = get_facts(city), get_areas(city)
    if city.services.get(SERVICE) and city.find_department(facts.department) is None:
        raise SetupError(f"city.yml: services.{SERVICE}.department: there is no department {facts.department}")
    # A city that has no file of its areas can't be asked for one.
    if len(areas) and (wrong := [id for id in facts.postcodes.values() if areas.find(id) is None]):
        raise SetupError(f"city.yml: services.{SERVICE}.postcodes: there is no area {wrong[0]}")


def find_department(city: City) -> Department | None:
    return city.find_department(get_facts(city).department)


def get_areas(city: City) -> Areas:
    """None where the city has no folder or no file of them."""
    return _load(city.folder) if city.folder else Areas([])


@lru_cache(maxsize=8)
def _load(folder: Path) -> Areas:
    return load_areas(folder)
