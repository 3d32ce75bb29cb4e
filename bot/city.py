"""The city's facts, read from `city.yml` in the folder `MADOGUCHI_CITY` names."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Literal, Protocol
from urllib.parse import urlsplit

import yaml
from pydantic import BaseModel, ConfigDict, Field, IPvAnyNetwork, ValidationError, field_validator

from bot.banner import Banner
from bot.errors import SetupError
from bot.models.staff import Role
from bot.opening_hours import OpeningHours
from bot.targets import Target
from bot.texts import LANGUAGES
from bot.yaml_files import parse_yaml

FEE_ID = r"^[a-z][a-z0-9_]{0,39}$"
MOST_YEN = 1_000_000
LONGEST_ANSWER_MINUTES = 7 * 24 * 60


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
    names: dict[str, str] = {}  # in other languages
    name_child: str = ""  # in kana alone, for a child who reads Japanese

    def name_in(self, language: str, *, is_child: bool = False) -> str:
        """In English where there is no name in the language."""
        is_japanese = language.startswith("ja")
        own = self.name_child if is_child and is_japanese else self.names.get(language)
        return own or (self.name if is_japanese else self.name_en or self.name)


class Fee(BaseModel):
    """What one copy of a certificate costs at a counter and, where it is sold there, at a convenience store."""

    model_config = ConfigDict(frozen=True)

    id: str = Field(pattern=FEE_ID)
    name: dict[str, str]
    yen: int = Field(ge=0, le=MOST_YEN)
    store_yen: int | None = Field(None, ge=0, le=MOST_YEN)

    def name_in(self, language: str) -> str:
        return self.name.get(language) or self.name["ja"]

    @field_validator("name")
    @classmethod
    def _is_named(cls, values: dict[str, str]) -> dict[str, str]:
        if not values.get("ja"):
            raise ValueError("there is no name in Japanese")
        return values


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


class DisasterModeRules(BaseModel):
    """What changes while disaster mode is on: the rich menu that everybody has, which of the FAQ comes first, and which
    words bring a conversation forward in the desk."""

    model_config = ConfigDict(extra="forbid")

    menu: str = "disaster"
    faq_categories: list[str] = []
    desk_words: list[str] = []


class City(BaseModel):
    """What holds at one moment; never changed."""

    model_config = ConfigDict(frozen=True)

    name: dict[str, str]
    prefecture: dict[str, str] = {}
    # The municipality in the weather agency's telegrams; a code that YAML takes for a number is one, too.
    area_code: str = Field("", pattern=r"^(\d{7})?$", coerce_numbers_to_str=True)
    website: str
    telephone: str
    postcode: str = Field("", pattern=r"^(\d{3}-\d{4})?$")  # of the city hall, for what is posted
    address: dict[str, str] = {}
    languages: list[str] = ["ja"]
    opening_hours: OpeningHours
    # How soon operators usually answer while they are there.
    answer_within_minutes: int = Field(15, ge=1, le=LONGEST_ANSWER_MINUTES)
    fees: list[Fee] = []
    banner: Banner | None = None
    departments: list[Department]
    emergency_numbers: list[EmergencyNumber] = []
    chat_counselling_url: str = Field("", pattern=r"^(https://\S+)?$")  # for who can't speak on the telephone
    retention_days: int = Field(365, ge=1)
    staff: StaffRules = StaffRules()
    audit_retention_years: int = Field(5, ge=1, le=100)  # how long the audit log keeps who did what
    widget_origins: list[str] = []  # sites whose pages may show the chat; empty: the website's
    targets: list[Target] = []  # of the city's plan
    alerts: dict[str, Any] = {}  # what is told in a disaster, and how (handlers/disaster checks it)
    disaster_mode: DisasterModeRules = DisasterModeRules()
    services: dict[str, dict[str, Any]] = {}  # what a city service wants to know, by its name; it checks that itself
    folder: Path | None = Field(None, exclude=True)  # where the file is, beside which services have files of their own

    @field_validator("fees")
    @classmethod
    def _are_distinct(cls, values: list[Fee]) -> list[Fee]:
        if len({fee.id for fee in values}) < len(values):
            raise ValueError("two fees have the same id")
        return values

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

    def address_in(self, language: str) -> str:
        """The city hall's, in Japanese where there is none in this language; empty where there is none at all."""
        return self.address.get(language) or self.address.get("ja", "")

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

    def find_fee(self, id: str) -> Fee | None:
        return next((fee for fee in self.fees if fee.id == id), None)

    def find_department(self, id: str) -> Department | None:
        return next((department for department in self.departments if department.id == id), None)

    def find_banner(self, now: datetime) -> Banner | None:
        """The banner, while it is to be shown."""
        return self.banner if self.banner and self.banner.is_shown(now) else None


class CitySource(Protocol):
    """Where the city's facts are asked for: some of them change while the program runs."""

    @property
    def current(self) -> City: ...


@dataclass(frozen=True)
class FixedCity:
    """The same city whenever it is asked."""

    current: City


def _origin_of(url: str) -> str:
    """The address's origin as a browser writes it; empty when it has none."""
    parts = urlsplit(url)
    default = {"https": ":443", "http": ":80"}.get(parts.scheme)
    return f"{parts.scheme}://{parts.netloc.lower().removesuffix(default)}" if default and parts.netloc else ""


def load_city(folder: Path) -> City:
    """Raises SetupError that names what is wrong in `city.yml`."""
    path = folder / "city.yml"
    try:
        city = City.model_validate(parse_yaml(path.read_text("utf-8")))
        return city.model_copy(update={"folder": folder})
    except (OSError, yaml.YAMLError) as error:
        raise SetupError(f"{path}: not readable: {error}") from error
    except ValidationError as error:
        fault = error.errors()[0]
        raise SetupError(f"{path}: {'.'.join(map(str, fault['loc']))}: {fault['msg']}") from error
