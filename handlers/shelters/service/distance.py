"""How far and in which direction, on the great circle."""

from __future__ import annotations

import math
from typing import Protocol

EARTH_M = 6_371_008.8  # mean radius (IUGG)
POINTS = ("n", "ne", "e", "se", "s", "sw", "w", "nw")


class Placed(Protocol):
    """Anything on the map, in degrees."""

    @property
    def latitude(self) -> float: ...

    @property
    def longitude(self) -> float: ...


def measure_metres(one: Placed, other: Placed) -> float:
    """Haversine: exact also for what lies beside each other."""
    north, south = math.radians(one.latitude), math.radians(other.latitude)
    across = math.radians(other.longitude - one.longitude)
    half = math.sin((south - north) / 2) ** 2 + math.cos(north) * math.cos(south) * math.sin(across / 2) ** 2
    return 2 * EARTH_M * math.asin(min(1.0, math.sqrt(half)))


def find_direction(latitude: float, longitude: float, to: Placed) -> str:
    """One of `POINTS`: where to go at first."""
    north, south = math.radians(latitude), math.radians(to.latitude)
    across = math.radians(to.longitude - longitude)
    ahead = math.cos(north) * math.sin(south) - math.sin(north) * math.cos(south) * math.cos(across)
    bearing = math.degrees(math.atan2(math.sin(across) * math.cos(south), ahead)) % 360
    return POINTS[round(bearing / 45) % 8]
