"""How long it takes to compute what is due for a city's children."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from datetime import date, timedelta

from bot.bench.figures import Figure
from handlers.health_records.schedule.computing import Schedule
from handlers.health_records.schedule.history import Event, History, Kind, Sex
from handlers.health_records.schedule.rules import load_rules

CHILDREN = 50_000
ON = date(2026, 11, 29)
OLDEST_DAYS = 18 * 365
MONTH_DAYS = 30.5
LATE_DAYS = 45
GIVEN_SHARE = 0.85  # of each dose: so that there is something to catch up with
# What is given at which age in months.
USUAL = (
    *((code, month) for month in (2, 3, 4) for code in ("pcv20", "dpt_ipv_hib")),
    *(("rota1", month) for month in (2, 3)),
    *(("hepb", month) for month in (2, 3, 8)),
    ("bcg", 6),
    *((code, 12) for code in ("mr", "varicella", "pcv20")),
    ("dpt_ipv_hib", 14),
    ("varicella", 19),
    *(("je", month) for month in (36, 37, 49, 110)),
    ("mr", 66),
    ("dt", 134),
)


def measure() -> list[Figure]:
    """Every plan with its catch-up, one after the other in one process."""
    rules, children = load_rules(), list(make_children(CHILDREN))
    start = time.perf_counter()
    schedule = Schedule(rules, ON)
    items = sum(len(schedule.compute(child).items) for child in children)
    seconds = time.perf_counter() - start
    detail = f"{len(rules)} rules, {items / CHILDREN:.1f} lines a plan"
    return [Figure(f"what is due, {CHILDREN:,} children", seconds, "s", 30, detail)]


def make_children(count: int) -> Iterator[History]:
    """With most of their doses, early and late; the same each time."""
    chance = random.Random(9)  # made-up children
    for _ in range(count):
        born = ON - timedelta(chance.randrange(OLDEST_DAYS))
        events = (
            Event(Kind.VACCINATION, code, born + timedelta(round(month * MONTH_DAYS) + chance.randrange(LATE_DAYS)))
            for code, month in USUAL
            if chance.random() < GIVEN_SHARE
        )
        yield History(born, chance.choice(list(Sex)), tuple(event for event in events if event.held_on <= ON))
