"""How long it takes to find the nearest shelters of many."""

from __future__ import annotations

import random
import time

from bot.bench.figures import Figure, percentile
from handlers.shelters.models import Hazard
from handlers.shelters.service.catalogue import Catalogue, Site

SHELTERS, TIMES, NEAREST = 10_000, 2_000, 10
SOUTH, WEST, ACROSS = 36.0, 137.5, 1.5  # a square of Nagano prefecture's size, in degrees


def measure() -> list[Figure]:
    """Each time from another place, for one hazard, and again among those that are open."""
    chance = random.Random(10)
    catalogue = Catalogue([_make(number, chance) for number in range(SHELTERS)])
    open_ids = {site.id for site in catalogue.sites if chance.random() < 0.3}
    figures = []
    for name, among in (("nearest", None), ("nearest open", open_ids)):
        times = []
        for _ in range(TIMES):
            latitude, longitude = _take_place(chance)
            start = time.perf_counter()
            found = catalogue.list_nearest(latitude, longitude, NEAREST, Hazard.FLOOD, among)
            times.append((time.perf_counter() - start) * 1000)
            assert len(found) == NEAREST
        detail = f"median {percentile(times, 0.5):.2f}, worst {max(times):.2f}"
        figures.append(
            Figure(f"{name} {NEAREST} of {SHELTERS:,} shelters, p99", percentile(times, 0.99), "ms", 10, detail)
        )
    return figures


def _make(number: int, chance: random.Random) -> Site:
    latitude, longitude = _take_place(chance)
    hazards = [hazard.value for hazard in Hazard if chance.random() < 0.6]
    return Site(
        number, f"S{number}", "", "", "", "", latitude, longitude, None, "", hazards, True, False, None, (), "", "", ""
    )


def _take_place(chance: random.Random) -> tuple[float, float]:
    return SOUTH + chance.random() * ACROSS, WEST + chance.random() * ACROSS
