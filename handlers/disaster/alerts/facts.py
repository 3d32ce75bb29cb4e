"""What a city wants told, and how: `alerts:` in `city.yml` (docs/alerts.md)."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from functools import lru_cache
from typing import Annotated, Literal

from pydantic import Field, ValidationError, field_validator

from bot.city import City
from bot.clock import TOKYO
from bot.errors import SetupError
from bot.service_facts import Facts
from handlers.disaster.telegrams.values import Grade, Status

INTENSITIES = ("1", "2", "3", "4", "5-", "5+", "6-", "6+", "7")
Level = Annotated[int, Field(ge=1, le=5)]
Code = Annotated[str, Field(pattern=r"^\d{3,7}$")]


class Rule(Facts):
    """Which dangers go out by themselves (`auto`) and which wait for a person. All that is said must fit."""

    kinds: list[str]
    levels: list[Level] = []
    grades: list[Grade] = []
    intensity: Literal["", "1", "2", "3", "4", "5-", "5+", "6-", "6+", "7"] = ""  # and stronger
    send: Literal["auto", "person"]
    at_night: bool = True

    def fits(self, kind: str, level: int | None, grade: str, intensity: str = "") -> bool:
        if kind not in self.kinds:
            return False
        if self.intensity:
            return intensity != "" and INTENSITIES.index(intensity) >= INTENSITIES.index(self.intensity)
        if level is not None:
            return level in self.levels
        return grade in self.grades


class Areas(Facts):
    """Codes of larger areas that the city lies in, for what is not told by municipality."""

    forecast: list[Code] = []  # parts of the prefecture, six digits
    seismic: list[Code] = []  # regions of earthquakes
    coasts: list[Code] = []  # regions of tsunamis
    municipalities: list[Code] = []  # wards and parts of the city with codes of their own


class Escalation(Facts):
    """How the duty telephone is called when nobody decides."""

    after_minutes: int = Field(default=10, ge=1, le=180)
    again_minutes: int = Field(default=5, ge=1, le=180)
    most_calls: int = Field(default=6, ge=0, le=20)
    phone_url: str = Field(default="", pattern=r"^(https?://\S+)?$")


class Quiet(Facts):
    """When nobody is woken by what can wait."""

    start: time = Field(default=time(21), alias="from")
    until: time = time(7)

    def covers(self, now: datetime) -> bool:
        clock = now.astimezone(TOKYO).time()
        if self.start <= self.until:
            return self.start <= clock < self.until
        return clock >= self.start or clock < self.until

    def end_after(self, now: datetime) -> datetime:
        local = now.astimezone(TOKYO)
        end = datetime.combine(local.date(), self.until, TOKYO)
        return end if end > local else end + timedelta(days=1)


FLOODS = ["heavy_rain", "landslide", "flood", "river", "storm_surge", "evacuation"]
WINDS = ["storm", "snowstorm", "heavy_snow", "waves"]
USUAL = [
    Rule(kinds=FLOODS, levels=[3, 4, 5], send="auto"),
    Rule(kinds=["earthquake"], intensity="5-", send="auto"),
    Rule(kinds=["earthquake"], intensity="4", send="person"),
    Rule(kinds=["tsunami"], grades=[Grade.SPECIAL, Grade.WARNING, Grade.ADVISORY], send="auto"),
    Rule(kinds=["volcano", *WINDS], grades=[Grade.SPECIAL], send="auto"),
    Rule(kinds=["volcano", *WINDS], grades=[Grade.WARNING], send="person"),
    Rule(kinds=["record_rain", "rainband"], grades=[*Grade], send="auto"),
    Rule(kinds=["tornado"], grades=[*Grade], send="person"),
    Rule(kinds=["heat"], grades=[*Grade], send="auto", at_night=False),
    Rule(kinds=["snow_burst", "rainband_forecast"], grades=[*Grade], send="person", at_night=False),
]


class Orders(Facts):
    """Which levels of evacuation orders a second person lets out. Level 5 waits for nobody, nor does anything while a
    level 5 is in force."""

    second_person: list[Literal[3, 4]] = []


class Drills(Facts):
    """Who hears of drills and tests of others: the people on one imported list. Without one, nobody."""

    audience: str = ""
    statuses: list[Status] = [Status.TRAINING]

    @field_validator("statuses")
    @classmethod
    def _is_no_real_one(cls, values: list[Status]) -> list[Status]:
        if Status.ACTUAL in values:
            raise ValueError("what is real is no drill: write training or test")
        return values


class AlertFacts(Facts):
    """A city that says nothing has these."""

    rules: list[Rule] = USUAL
    areas: Areas = Areas()
    escalation: Escalation = Escalation()
    quiet: Quiet = Quiet()
    orders: Orders = Orders()
    drills: Drills = Drills()
    oldest_hours: int = Field(default=24, ge=1, le=240)  # what was reported longer ago is history
    quick_minutes: int = Field(default=60, ge=1, le=1440)  # an earthquake longer ago is no news

    def find_rule(self, kind: str, level: int | None, grade: str, intensity: str = "") -> Rule | None:
        """The first that fits."""
        return next((rule for rule in self.rules if rule.fits(kind, level, grade, intensity)), None)


def find_alert_facts(city: City) -> AlertFacts | None:
    """None where the city has no area code. Raises SetupError that names what is wrong in `city.yml`."""
    return _read(_Given(city)) if city.area_code else None


class _Given:
    """The same section is read once."""

    def __init__(self, city: City) -> None:
        self.section = city.alerts

    def __hash__(self) -> int:
        return id(self.section)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Given) and other.section is self.section


@lru_cache(maxsize=8)
def _read(given: _Given) -> AlertFacts:
    try:
        return AlertFacts.model_validate(given.section)
    except ValidationError as error:
        fault = error.errors()[0]
        raise SetupError(f"city.yml: {'.'.join(('alerts', *map(str, fault['loc'])))}: {fault['msg']}") from error
