"""What the city says of reports, under `services: reports:` in `city.yml`."""

from __future__ import annotations

from datetime import timedelta

from pydantic import Field

from bot.city import City, Department
from bot.errors import SetupError
from bot.service_facts import Facts, find_facts
from handlers.reports.service.kinds import DISASTER, KINDS

SERVICE = "reports"


class Catalogue(Facts):
    """`department` has what no other is named for; reports of the same kind within so many metres and hours are one
    incident."""

    department: str
    departments: dict[str, str] = {}  # by kind
    near_metres: int = Field(60, ge=1, le=5_000)
    near_hours: int = Field(336, ge=1, le=24 * 90)
    disaster_near_metres: int = Field(300, ge=1, le=5_000)
    disaster_near_hours: int = Field(6, ge=1, le=24 * 7)
    most_a_day: int = Field(10, ge=1, le=1_000)  # of one person; more are kept, and marked
    most_photos: int = Field(3, ge=0, le=10)

    def metres(self, kind: str) -> int:
        return self.disaster_near_metres if kind in DISASTER else self.near_metres

    def span(self, kind: str) -> timedelta:
        return timedelta(hours=self.disaster_near_hours if kind in DISASTER else self.near_hours)

    def department_of(self, kind: str) -> str:
        return self.departments.get(kind, self.department)


def check_catalogue(city: City) -> None:
    """Raises SetupError that names what is wrong in `city.yml`."""
    catalogue = find_catalogue(city)
    if catalogue is None:
        return
    if wrong := sorted(set(catalogue.departments) - set(KINDS)):
        raise SetupError(f"city.yml: services.{SERVICE}: there is no kind {wrong[0]}")
    for id in (catalogue.department, *catalogue.departments.values()):
        if city.find_department(id) is None:
            raise SetupError(f"city.yml: services.{SERVICE}: there is no department {id}")


def find_catalogue(city: City) -> Catalogue | None:
    """None where the city takes no reports here. Raises SetupError that names what is wrong in `city.yml`."""
    return find_facts(city, SERVICE, Catalogue)


def find_department(city: City, kind: str) -> Department | None:
    """Who has reports of this kind."""
    catalogue = find_catalogue(city)
    return city.find_department(catalogue.department_of(kind)) if catalogue else None
