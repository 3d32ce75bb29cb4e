"""The city's facts, read from `city.yml` in the folder `MADOGUCHI_CITY` names."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import jpholiday
import yaml
from pydantic import BaseModel, ConfigDict, Field, IPvAnyNetwork, ValidationError, field_validator

from bot.clock import TOKYO
from bot.errors import SetupError
from bot.models.staff import Role
from bot.texts import LANGUAGES
from bot.yaml_files import parse_yaml

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SEARCH_DAYS = 60  # how far ahead the next opening is looked for


class Span(BaseModel):
    opens: time
    closes: time


class Closure(BaseModel):
    """From month-day to month-day, both included; may run over New Year."""

    start: str = Field(alias="from", pattern=r"^\d\d-\d\d$")
    end: str = Field(alias="to", pattern=r"^\d\d-\d\d$")

    def includes(self, day: date) -> bool:
        key = day.strftime("%m-%d")
        return self.start <= key <= self.end if self.start <= self.end else key >= self.start or key <= self.end


class OpeningHours(BaseModel):
    """When operators answer; times are Asia/Tokyo."""

    weekly: dict[str, list[Span]]
    closed_on_holidays: bool = True
    closures: list[Closure] = []

    def is_open(self, now: datetime) -> bool:
        local = now.astimezone(TOKYO)
        return any(span.opens <= local.time() < span.closes for span in self._spans(local.date()))

    def find_next_opening(self, now: datetime) -> datetime | None:
        """The next moment somebody is there, aware in Asia/Tokyo; None when there is none within 60 days."""
        local = now.astimezone(TOKYO)
        for days in range(SEARCH_DAYS):
            day = local.date() + timedelta(days=days)
            for span in self._spans(day):
                opening = datetime.combine(day, span.opens, TOKYO)
                if opening > local:
                    return opening
        return None

    def _spans(self, day: date) -> list[Span]:
        closed = any(closure.includes(day) for closure in self.closures)
        if closed or (self.closed_on_holidays and jpholiday.is_holiday(day)):
            return []
        return self.weekly.get(WEEKDAYS[day.weekday()], [])


class Department(BaseModel):
    id: str
    name: str
    name_en: str = ""
    telephone: str = ""
    place: str = ""
    hours: str = ""
    approves_answers: bool = False  # its staff look at the bot's answers from its FAQ before they are sent

    def name_in(self, language: str) -> str:
        return self.name if language.startswith("ja") or not self.name_en else self.name_en


class EmergencyNumber(BaseModel):
    id: str
    number: str
    name: str
    name_en: str = ""

    def name_in(self, language: str) -> str:
        return self.name if language.startswith("ja") or not self.name_en else self.name_en


class StaffRules(BaseModel):
    """How members of staff must sign in: who with a second factor, and roles that exist in some networks only."""

    model_config = ConfigDict(extra="forbid")

    second_factor: Literal["all", "none"] | list[Role] = "all"
    allowed_addresses: dict[Role, list[IPvAnyNetwork]] = {}

    def wants_second_factor(self, roles: Collection[Role]) -> bool:
        """Whether a member with these roles needs one."""
        if isinstance(self.second_factor, str):
            return self.second_factor == "all"
        return bool(set(self.second_factor) & set(roles))

    def allows(self, role: Role, address: str) -> bool:
        """Whether the role may be used from this network address; one that can't be read is nowhere."""
        networks = self.allowed_addresses.get(role)
        if networks is None:
            return True
        try:
            found = ip_address(address)
        except ValueError:
            return False
        return any(found in network for network in networks)


class City(BaseModel):
    name: dict[str, str]
    prefecture: dict[str, str] = {}
    website: str
    telephone: str
    languages: list[str] = ["ja"]
    opening_hours: OpeningHours
    answer_within_minutes: int = Field(15, ge=1)  # how soon operators usually answer while they are there
    departments: list[Department]
    emergency_numbers: list[EmergencyNumber] = []
    chat_counselling_url: str = Field("", pattern=r"^(https://\S+)?$")  # for who can't speak on the telephone
    retention_days: int = Field(365, ge=1)
    staff: StaffRules = StaffRules()
    audit_retention_years: int = Field(5, ge=1, le=100)  # how long the audit log keeps who did what
    widget_origins: list[str] = []  # sites whose pages may show the chat; empty: the website's

    @field_validator("widget_origins")
    @classmethod
    def _are_origins(cls, values: list[str]) -> list[str]:
        if wrong := [value for value in values if not value or _origin_of(value) != value]:
            raise ValueError(f"{wrong[0]}: write it as a browser does, https://www.city.example, without a path")
        return values

    def name_in(self, language: str) -> str:
        """Where the city has no name in one of the counter's languages its own stands, in an added one the English."""
        instead = "ja" if language in LANGUAGES or "en" not in self.name else "en"
        return self.name.get(language) or self.name[instead]

    @property
    def chat_origins(self) -> tuple[str, ...]:
        """The sites whose pages may show the chat."""
        return tuple(self.widget_origins or filter(None, (_origin_of(self.website),)))

    @property
    def own_names(self) -> tuple[str, ...]:
        """The city and its prefecture as Japanese questions name them."""
        return tuple(name for name in (self.name["ja"], self.prefecture.get("ja")) if name)

    def list_telephones(self) -> list[str]:
        """Every number in the file, as it is written there."""
        emergency = (entry.number for entry in self.emergency_numbers)
        return [self.telephone, *emergency, *(one.telephone for one in self.departments if one.telephone)]

    def find_department(self, id: str) -> Department | None:
        return next((department for department in self.departments if department.id == id), None)


def _origin_of(url: str) -> str:
    """The address's origin as a browser writes it; empty when it has none."""
    parts = urlsplit(url)
    default = {"https": ":443", "http": ":80"}.get(parts.scheme)
    return f"{parts.scheme}://{parts.netloc.lower().removesuffix(default)}" if default and parts.netloc else ""


def load_city(folder: Path) -> City:
    """Raises SetupError that names what is wrong in `city.yml`."""
    path = folder / "city.yml"
    try:
        return City.model_validate(parse_yaml(path.read_text("utf-8")))
    except (OSError, yaml.YAMLError) as error:
        raise SetupError(f"{path}: not readable: {error}") from error
    except ValidationError as error:
        fault = error.errors()[0]
        raise SetupError(f"{path}: {'.'.join(map(str, fault['loc']))}: {fault['msg']}") from error
