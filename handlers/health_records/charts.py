"""What one would rather look at than read: how a child grew, and in which years somebody was screened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.dialogue.dates import say_date
from bot.dialogue.words import Speaks
from handlers.health_records.models import HealthEvent, RecordKind
from handlers.health_records.names import name_code
from handlers.health_records.schedule.ages import find_year, reach
from handlers.health_records.time_line import MEASURES, UNITS

WIDTH, HEIGHT = 360, 220  # as wide as a phone, so that letters are as large as others
LEFT, RIGHT, TOP, BOTTOM = 40, 72, 16, 36  # of the drawing, for what is written beside it
STEPS_OF_AGE = (1, 2, 3, 6, 12, 24, 36, 60)  # months between two marks
STEPS = (0.2, 0.5, 1, 2, 5, 10, 20, 50)  # cm or kg
MOST_MARKS = 6
MOST_AGES = 4
DAYS_OF_MONTH = 30.4375
YEARS = 10  # of the strip


@dataclass(frozen=True)
class Mark:
    at: float
    words: str


@dataclass(frozen=True)
class Measured:
    """One point, where it is drawn, and what the table says."""

    x: float
    y: float
    day: str
    age: str
    value: str


@dataclass(frozen=True)
class Growth:
    """`kind` is `height` or `weight`. The last point is written beside it."""

    kind: str
    points: Sequence[Measured]
    ages: Sequence[Mark]
    values: Sequence[Mark]

    @property
    def path(self) -> str:
        return " ".join(f"{one.x},{one.y}" for one in self.points)


@dataclass(frozen=True)
class Strip:
    """A screening, and for each of the years whether somebody came."""

    name: str
    came: Sequence[bool]


def list_growth(words: Speaks, born: date, events: Sequence[HealthEvent]) -> list[Growth]:
    """Of what was measured twice or more."""
    held = sorted((one for one in events if one.kind == RecordKind.CHECKUP), key=lambda one: one.held_on)
    found = []
    for name, kind, unit in MEASURES:
        values = [(one.held_on, one.measures[name] / unit) for one in held if one.measures and name in one.measures]
        if len({day for day, _ in values}) > 1:
            found.append(_draw(words, kind, born, values))
    return found


def list_strips(words: Speaks, events: Sequence[HealthEvent], today: date) -> tuple[list[int], list[Strip]]:
    """(fiscal years, screenings): the last ten years, the newest first, and the screenings that there ever were."""
    years = list(range(find_year(today), find_year(today) - YEARS, -1))
    held: dict[str, set[int]] = {}
    for one in events:
        if one.kind == RecordKind.SCREENING:
            held.setdefault(one.code, set()).add(find_year(one.held_on))
    names = {code: name_code(words, RecordKind.SCREENING, code) for code in sorted(held)}
    return years, [Strip(names[code], [year in held[code] for year in years]) for code in names]


def _draw(words: Speaks, kind: str, born: date, values: Sequence[tuple[date, float]]) -> Growth:
    unit = UNITS[kind]
    ages = [(day - born).days / DAYS_OF_MONTH for day, _ in values]
    low, high, step = _find_range([value for _, value in values])
    most = max(ages)
    age_step = next((one for one in STEPS_OF_AGE if most / one < MOST_AGES), STEPS_OF_AGE[-1] * 2)

    def place_age(age: float) -> float:
        return round(LEFT + age / most * (WIDTH - LEFT - RIGHT), 1)

    def place_value(value: float) -> float:
        return round(HEIGHT - BOTTOM - (value - low) / (high - low) * (HEIGHT - TOP - BOTTOM), 1)

    points = [
        Measured(
            place_age(age),
            place_value(value),
            say_date(words, day),
            say_age(words, count_months(born, day)),
            f"{value:g} {unit}",
        )
        for age, (day, value) in zip(ages, values, strict=True)
    ]
    count = round((high - low) / step)
    marks = [Mark(place_value(low + step * number), f"{low + step * number:g}") for number in range(count + 1)]
    ages_marked = [Mark(place_age(age), say_age(words, age)) for age in range(0, int(most) + 1, age_step)]
    return Growth(kind, points, ages_marked, marks)


def _find_range(values: Sequence[float]) -> tuple[float, float, float]:
    """(from, to, step) in round numbers around the values."""
    width = max(max(values) - min(values), STEPS[0])
    step = next((one for one in STEPS if width / one <= MOST_MARKS - 1), STEPS[-1])
    low = min(values) // step * step
    high = -(-max(values) // step) * step
    return low, max(high, low + step), step


def count_months(born: date, on: date) -> int:
    """Of age, as the law counts it."""
    months = (on.year - born.year) * 12 + on.month - born.month
    return months if reach(born, months) <= on else months - 1


def say_age(words: Speaks, months: int) -> str:
    """As one says it of a child."""
    years, rest = divmod(months, 12)
    if not years:
        return words.text("health_records.age_months", months=months)
    if not rest:
        return words.text("health_records.age_years", years=years)
    return words.text("health_records.age_both", years=years, months=rest)
