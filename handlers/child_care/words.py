"""How clinics, nurseries and occasions are said, in conversation and on the page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from urllib.parse import quote

from bot.clock import TOKYO
from bot.dialogue.dates import say_date, say_short_date, say_time
from bot.dialogue.slots import NAMES_BETWEEN
from bot.dialogue.words import Speaks
from handlers.child_care.models import ClinicDuty, Listing, Nursery, Occasion
from handlers.child_care.service.searching import FEW, NONE
from handlers.child_care.service.sheet import WORDS

MAPS = "https://www.google.com/maps/search/?api=1&query="
DEPARTMENTS: dict[str, str] = WORDS["departments"]  # the Japanese name of each


def say_span(words: Speaks, starts_at: datetime, ends_at: datetime) -> str:
    """The day with from when until when; the end says where it is the next day's."""
    day, last = (moment.astimezone(TOKYO).date() for moment in (starts_at, ends_at))
    ends = say_time(words, ends_at)
    return words.text(
        "child_care.span",
        date=say_short_date(words, day),
        begins=say_time(words, starts_at),
        ends=words.text("child_care.next_morning", time=ends) if last > day else ends,
    )


def say_departments(words: Speaks, duty: ClinicDuty) -> str:
    """In the citizen's language where it is known, else as the city writes it."""
    known = {name: id for id, name in DEPARTMENTS.items()}
    return " / ".join(name_department(words, known[one])[0] if one in known else one for one in duty.departments)


def name_department(words: Speaks, id: str) -> tuple[str, ...]:
    """What people call it, the name that is shown first."""
    return tuple(words.text(f"child_care.department_{id}").split(NAMES_BETWEEN))


def say_class(words: Speaks, age_class: str) -> str:
    return words.text("child_care.age_class", age=age_class)


def say_places(words: Speaks, age_class: str, places: str) -> str:
    """As in `Nursery.places`; empty where the city does not say."""
    what = say_class(words, age_class)
    if places.isdigit():
        return words.text("child_care.places_count", what=what, count=places)
    return words.text(f"child_care.places_{places or 'unsaid'}", what=what)


def say_mark(places: str) -> str:
    """For a table."""
    marks = {
        "": str(WORDS["unsaid"][1]),
        NONE: str(WORDS["none"][0]),
        FEW: str(WORDS["few"][0]),
        "some": str(WORDS["some"][0]),
    }
    return marks.get(places, places)


def say_ages(words: Speaks, one: Occasion) -> str:
    """What the city writes, or the ages; empty where it is for everybody."""
    if one.target:
        return one.target
    youngest = _say_age(words, one.from_months) if one.from_months else ""
    oldest = _say_age(words, one.to_months, is_last=True) if one.to_months is not None else ""
    if youngest and youngest == oldest:
        return youngest
    key = "from_to" if youngest and oldest else "from" if youngest else "to"
    return words.text(f"child_care.ages_{key}", youngest=youngest, oldest=oldest) if youngest or oldest else ""


def say_as_of(words: Speaks, one: Listing, today: date, stale_days: int) -> str:
    """As of which day; for nurseries with a word where that is long ago."""
    is_old = isinstance(one, Nursery) and today - one.as_of > timedelta(days=stale_days)
    return words.text("child_care.is_old" if is_old else "child_care.as_of", date=say_date(words, one.as_of))


def map_url(one: Listing) -> str:
    """Where it is; empty where the city does not say."""
    if one.latitude is not None and one.longitude is not None:
        return f"{MAPS}{one.latitude},{one.longitude}"
    return MAPS + quote(one.address) if one.address else ""


def list_names(one: Occasion) -> Iterator[str]:
    """What it is found by: 離乳食 for 離乳食相談, too."""
    ending = next((ending for ending in WORDS["endings"] if one.name.endswith(ending)), "")
    known = (one.name, one.name.removesuffix(ending), *(word.strip() for word in one.keywords.split(NAMES_BETWEEN)))
    return filter(None, known)


def _say_age(words: Speaks, months: int, *, is_last: bool = False) -> str:
    """The last month of a year is that year."""
    if months % 12 == 0 and months and not is_last:
        return words.text("child_care.age_years", count=months // 12)
    if months % 12 == 11 and is_last:  # until 2歳 ends with its last month
        return words.text("child_care.age_years", count=months // 12)
    return words.text("child_care.age_months", count=months)
