"""The hours of the night in which a city's website may be asked; Asia/Tokyo."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from bot.clock import TOKYO
from bot.errors import SetupError

_WINDOW = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)-([01]?\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True)
class Window:
    """Open from `opens` to before `closes`, which may be on the next day."""

    opens: time
    closes: time

    def seconds_until_open(self, now: datetime) -> float:
        """0 while it is open."""
        local = now.astimezone(TOKYO)
        at = local.time()
        began, is_before_end = at >= self.opens, at < self.closes
        if (began and is_before_end) if self.opens < self.closes else (began or is_before_end):
            return 0.0
        opening = datetime.combine(local.date(), self.opens, TOKYO)
        return (opening + timedelta(days=opening < local) - local).total_seconds()


def parse_window(text: str) -> Window:
    """`22:00-06:00`. Raises SetupError."""
    found = _WINDOW.fullmatch(text.strip())
    if found is None or found.group(1, 2) == found.group(3, 4):
        raise SetupError(f"'{text}' is no window of time: expected two different times as in 22:00-06:00")
    opens_hour, opens_minute, closes_hour, closes_minute = map(int, found.groups())
    return Window(time(opens_hour, opens_minute), time(closes_hour, closes_minute))
