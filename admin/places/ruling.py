"""What the opening rule says of a timeframe, so that staff change it knowingly."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from bot.clock import TOKYO
from bot.models.reservations import Timeframe
from bot.opening_hours import OpeningHours
from bot.services.reservations.rules import Place, Planned
from bot.services.reservations.shown import ShownPlaces


@dataclass
class Ruling:
    """For one request: each day of a place is planned once."""

    shown: ShownPlaces
    hours: OpeningHours
    _planned: dict[tuple[str, date], dict[datetime, Planned]] = field(default_factory=dict)

    def find(self, code: str, timeframe: Timeframe) -> Planned | None:
        """As the rule wants it; None where it has nothing like it."""
        day = timeframe.starts_at.astimezone(TOKYO).date()
        if (code, day) not in self._planned:
            place = self._find_place(code)
            plan = place.rule.plan_day(self.hours, day) if place else ()
            self._planned[code, day] = {one.starts_at: one for one in plan}
        found = self._planned[code, day].get(timeframe.starts_at)
        return found if found and found.ends_at == timeframe.ends_at else None

    def _find_place(self, code: str) -> Place | None:
        return next((one for one in self.shown.list_places() if one.code == code), None)
