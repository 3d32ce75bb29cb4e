"""How the children's centre works, as `services: child_consultation:` in `city.yml` says."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from pydantic import Field, model_validator

from bot.city import City
from bot.clock import TOKYO
from bot.errors import SetupError
from bot.opening_hours import OpeningHours
from bot.service_facts import Facts, Words, find_facts
from handlers.child_consultation.levels import Level
from handlers.child_consultation.models import OwnReason

SERVICE = "child_consultation"
ID = r"^[a-z][a-z0-9_]{0,19}$"
REOPEN_DAYS = 90
LEAST_HOURS = timedelta(hours=2)  # of what is urgent, however late it comes


class Discipline(Facts):
    """Who knows of what; `members` by their login, `departments` with all of their staff for this service."""

    id: str = Field(pattern=ID)
    name: Words
    members: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()


class Reason(Facts):
    """Why a case is closed."""

    id: str = Field(pattern=ID)
    name: Words


class Times(Facts):
    """Times for a call or a video meeting, within the opening hours."""

    minutes: int = Field(default=30, ge=10, le=120)
    seats: int = Field(default=1, ge=1, le=20)  # at one time
    ahead_days: int = Field(default=14, ge=1, le=60)
    least_hours: int = Field(default=2, ge=0)  # between now and the first one


class DutyPhone(Facts):
    """Who is called where nobody has taken an emergency."""

    url: str = Field(default="", pattern=r"^(https://\S+)?$")  # of the provider; empty: simulated
    again_minutes: int = Field(default=5, ge=1, le=60)
    most_calls: int = Field(default=6, ge=1, le=50)


class Plan(Facts):
    """By when somebody must have answered."""

    emergency_minutes: int = Field(default=10, ge=1, le=60)
    urgent_until: time = time(20)
    soon_days: int = Field(default=3, ge=1)  # working days
    information_days: int = Field(default=5, ge=1)


class Catalogue(Facts):
    department: str
    quick_exit_url: str = Field(pattern=r"^https://\S+$")
    due: Plan = Plan()
    retention_years: int = Field(default=5, ge=1, le=30)  # of what is closed
    unused_days: int = Field(default=30, ge=1)  # of a page on which nothing was written
    reopen_days: int = Field(default=REOPEN_DAYS, ge=0)  # after which what is said in LINE is another case
    kept_topics: tuple[str, ...] = ("abuse",)  # whose open cases no deletion takes away
    leads: tuple[str, ...] = ()  # by their login: they read every note
    disciplines: tuple[Discipline, ...] = Field(min_length=1, max_length=12)
    reasons: tuple[Reason, ...] = Field(min_length=1, max_length=12)
    numbers: tuple[str, ...] = ()  # ids of the city's emergency numbers, as they stand on the page
    times: Times = Times()
    duty_phone: DutyPhone = DutyPhone()

    @model_validator(mode="after")
    def _fits(self) -> Catalogue:
        for what in (self.disciplines, self.reasons):
            if len({one.id for one in what}) < len(what):
                raise ValueError("two have the same id")
        if taken := {one.id for one in self.reasons} & set(OwnReason):
            raise ValueError(f"reasons: {min(taken)} is the house's own")
        return self

    def find_discipline(self, id: str) -> Discipline | None:
        return next((one for one in self.disciplines if one.id == id), None)

    def find_reason(self, id: str) -> Reason | None:
        return next((one for one in self.reasons if one.id == id), None)

    def list_departments(self) -> frozenset[str]:
        """Those that are a discipline of the centre's."""
        return frozenset(id for one in self.disciplines for id in one.departments)

    def list_disciplines(self, login: str, departments: frozenset[str]) -> frozenset[str]:
        """Those that a member belongs to."""
        return frozenset(
            one.id for one in self.disciplines if login in one.members or departments & set(one.departments)
        )


def check_catalogue(city: City) -> None:
    """Raises SetupError that names what is wrong in `city.yml`."""
    catalogue = find_catalogue(city)
    if catalogue is None:
        return
    named = [catalogue.department, *(id for one in catalogue.disciplines for id in one.departments)]
    for id in named:
        if city.find_department(id) is None:
            raise SetupError(f"city.yml: services.{SERVICE}: there is no department {id}")
    known = {one.id for one in city.emergency_numbers}
    if unknown := sorted(set(catalogue.numbers) - known):
        raise SetupError(f"city.yml: services.{SERVICE}.numbers: there is no emergency number {unknown[0]}")


def find_catalogue(city: City) -> Catalogue | None:
    """None where the city has no such centre here. Raises SetupError that names what is wrong in `city.yml`."""
    return find_facts(city, SERVICE, Catalogue)


def find_due(catalogue: Catalogue | None, level: Level, hours: OpeningHours, now: datetime) -> datetime:
    """By when somebody must have answered; as anywhere for a city that says nothing of it."""
    plan = catalogue.due if catalogue else Plan()
    if level == Level.EMERGENCY:
        return now + timedelta(minutes=plan.emergency_minutes)
    if level == Level.URGENT:
        evening = datetime.combine(now.astimezone(TOKYO).date(), plan.urgent_until, TOKYO)
        return max(evening, now + LEAST_HOURS)
    return hours.add_working_days(now, plan.soon_days if level == Level.SOON else plan.information_days)
