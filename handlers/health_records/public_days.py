"""Many times of the health centre by the day they are on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from bot.clock import TOKYO
from handlers.health_records.service.sessions import Slot


@dataclass(frozen=True)
class Day:
    """`free` is how many of its times can be booked."""

    on: date
    free: int


def list_days(slots: Iterable[Slot]) -> list[Day]:
    days = groupby(sorted(slots, key=find_day), find_day)
    return [Day(on, sum(not one.is_full for one in slots_of_day)) for on, slots_of_day in days]


def find_day(slot: Slot) -> date:
    return slot.timeframe.starts_at.astimezone(TOKYO).date()
