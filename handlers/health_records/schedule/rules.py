"""A rule of what is due, as its file says (`schedule/rules/*.yml`; docs/health-schedule.md)."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from bot.errors import SetupError
from bot.yaml_files import parse_yaml
from handlers.health_records.schedule.ages import Interval, Point, parse_interval, parse_point
from handlers.health_records.schedule.history import Kind, Sex

RULES = Path(__file__).parent / "rules"
At = Annotated[Point, BeforeValidator(parse_point)]
After = Annotated[Interval, BeforeValidator(parse_interval)]
BIRTH = Point()


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True, populate_by_name=True)


class Dose(_Part):
    """One dose of a course: when the law allows it, and when it should be."""

    begins: At = Field(BIRTH, alias="from")
    ends: At = Field(alias="until")
    standard_from: At | None = None
    standard_until: At | None = None
    standard_after: After | None = None  # since the dose before
    standard_within: After | None = None
    after: After | None = None  # at least, since the dose before
    accept_after: After | None = None  # what still counts, where a doctor may shorten `after`
    after_if_skipped: After | None = None  # instead of `after`, when a dose before it is not given any more
    after_first: After | None = None
    skip_after: At | None = None  # not given any more later; the course goes on without it
    skip_if_previous_after: At | None = None
    ask_when_late: bool = False  # after the standard time a doctor decides


class Course(_Part):
    """One way of being done with a rule, by what was given first, and when."""

    id: str = ""
    products: tuple[str, ...] = ()  # without any, all of the rule's
    sex: Sex | None = None
    born_from: date = date.min
    born_until: date = date.max
    first_from: At = BIRTH
    first_until: At | None = None
    doses: tuple[Dose, ...] = Field(min_length=1)
    if_too_early: str = ""  # the course instead, when a dose came before its interval
    needs_request: bool = False  # the city decides on asking
    valid_until: date = date.max
    ages: tuple[int, ...] = ()  # one such course for each, `{age}` in its points


class Repeat(_Part):
    """What is offered again and again: from one fiscal year's age to another's, every so many years."""

    from_age: int
    until_age: int = 150
    every_years: int = Field(ge=1)
    sex: Sex | None = None
    season_from: tuple[int, int] = (4, 1)  # month and day, within the fiscal year
    season_until: tuple[int, int] = (3, 31)
    is_by_day: bool = False  # the age is counted on the day itself, and not at the fiscal year's end


class Pregnancy(_Part):
    """What is given in pregnancy: from the first day of one week until the last before another."""

    from_weeks: int = Field(ge=0, le=40)
    before_weeks: int = Field(ge=1, le=43)


class Expected(_Part):
    status: str
    dose: int | None = None
    begins: date | None = Field(None, alias="from")
    recommended: date | None = None
    ends: date | None = Field(None, alias="until")
    catch_up: tuple[date, ...] | None = None


class Case(_Part):
    """A test case: `given` are (code, date) of anything, not of this rule alone."""

    says: str
    born: date
    sex: Sex = Sex.UNKNOWN
    given: tuple[tuple[str, date], ...] = ()
    pauses: tuple[tuple[date, date], ...] = ()
    due: date | None = None  # when a child is to be born
    at: date
    expects: Expected | None  # none: the rule is not for them


class Rule(_Part):
    """`codes` are what counts for it: products of a vaccine, or what a check-up or screening is recorded as."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    kind: Kind
    version: str
    name: dict[str, str]
    codes: tuple[str, ...] = Field(min_length=1)
    live: tuple[str, ...] = ()  # those that are injected live vaccines
    begun_with: tuple[str, ...] = ()  # is for those alone who have had one of these
    counts_from: At | None = None  # what was given before belongs to another rule
    counts_until: At | None = None
    courses: tuple[Course, ...] = ()
    repeats: tuple[Repeat, ...] = ()
    pregnancy: Pregnancy | None = None
    illness_years: int = 2  # how long after a long illness what was missed can be had; 0: never
    illness_until: At | None = None
    law: str
    sources: tuple[str, ...] = Field(min_length=1)
    needs_review: tuple[str, ...] = ()  # what could not be confirmed, for who reviews it
    valid_from: date
    valid_until: date = date.max
    reviewed_by: str = ""  # who in the city; a file that nobody has reviewed yet has none
    reviewed_on: date | None = None
    cases: tuple[Case, ...] = Field(min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _expand_ages(cls, data: Any) -> Any:
        if isinstance(data, dict) and isinstance(data.get("courses"), list):
            return {**data, "courses": [each for one in data["courses"] for each in _repeat(one)]}
        return data

    @model_validator(mode="after")
    def _is_whole(self) -> Rule:
        if [bool(self.courses), bool(self.repeats), self.pregnancy is not None].count(True) != 1:
            raise ValueError("a rule has courses, or what is repeated, or weeks of pregnancy")
        if not self.name.get("ja"):
            raise ValueError("there is no name in Japanese")
        unknown = {code for course in self.courses for code in course.products} | {*self.live, *self.begun_with}
        if strange := sorted(unknown - set(self.codes)):
            raise ValueError(f"{strange[0]} is not among its codes")
        return self

    def name_in(self, language: str) -> str:
        return self.name.get(language) or self.name["ja"]

    def is_valid(self, on: date) -> bool:
        return self.valid_from <= on <= self.valid_until


def _repeat(course: Any) -> list[Any]:
    ages = course.get("ages", []) if isinstance(course, dict) else []
    return [_fill(course, age) for age in ages] if ages else [course]


def _fill(value: Any, age: int) -> Any:
    if isinstance(value, dict):
        return {key: _fill(each, age) for key, each in value.items() if key != "ages"}
    if isinstance(value, list):
        return [_fill(each, age) for each in value]
    return value.replace("{age}", str(age)) if isinstance(value, str) else value


def parse_rule(text: str, where: str) -> Rule:
    """Raises SetupError that names where the mistake is."""
    try:
        return Rule.model_validate(parse_yaml(text))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise SetupError(f"{where}: {place or 'rule'}: {first['msg']}") from error
    except yaml.YAMLError as error:
        raise SetupError(f"{where}: not readable as YAML: {error}") from error


def load_rules(folder: Path = RULES) -> tuple[Rule, ...]:
    """The rules of a folder, by their files' names."""
    return tuple(parse_rule(path.read_text("utf-8"), str(path)) for path in sorted(folder.glob("*.yml")))
