"""A rule, and a city that is closed over New Year and on one day that staff named."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from bot.clock import TOKYO
from bot.opening_hours import OpeningHours
from bot.services.reservations.rules import Place, Rule

CITY = OpeningHours.model_validate(
    {
        "weekly": {"monday": [{"opens": "08:30", "closes": "17:15"}]},  # of the operators, which is no matter here
        "closures": [{"from": "12-29", "to": "01-03"}],
        "special_days": [{"from": "2027-02-17", "to": "2027-02-17"}],
    }
)
OF_OPENING = ("days", "weeks", "opens", "closes", "minutes", "capacity")


def at(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of Japan's wall clock, in UTC."""
    return datetime(year, month, day, hour, minute, tzinfo=TOKYO).astimezone(UTC)


def make_rule(**values: Any) -> Rule:
    """Working days from 9 to 12 in timeframes of an hour with 2 units each, or what is said."""
    opening = {
        "days": ("monday", "tuesday", "wednesday", "thursday", "friday"),
        "opens": "09:00",
        "closes": "12:00",
        "minutes": 60,
        "capacity": 2,
        **{name: value for name, value in values.items() if name in OF_OPENING},
    }
    rest = {name: value for name, value in values.items() if name not in OF_OPENING}
    return Rule.model_validate({"openings": [opening], **rest})


def make_place(code: str = "hall", **values: Any) -> Place:
    return Place("card_center", code, code, make_rule(**values))
