"""From degrees to the map's own units: right for the size of a city."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from shapely import MultiPolygon, Polygon

WIDTH = 1000
MOST_HEIGHT = 1400  # of a city that is long from north to south
MARGIN = 0.04  # of the width, on each side
LEAST_DEGREES = 0.01  # a single point still has a neighbourhood


@dataclass(frozen=True)
class Bounds:
    """In degrees."""

    west: float
    south: float
    east: float
    north: float

    @classmethod
    def around(cls, places: Iterable[tuple[float, float]]) -> Bounds:
        """Of (longitude, latitude); there is at least one."""
        listed = list(places)
        east, north = (max(one[axis] for one in listed) for axis in (0, 1))
        west, south = (min(one[axis] for one in listed) for axis in (0, 1))
        more_x, more_y = (max(0.0, LEAST_DEGREES - size) / 2 for size in (east - west, north - south))
        return cls(west - more_x, south - more_y, east + more_x, north + more_y)


@dataclass(frozen=True)
class Projection:
    """Equirectangular around the middle: within a city no line is off by more than its own width."""

    bounds: Bounds

    @property
    def _squeeze(self) -> float:
        return math.cos(math.radians((self.bounds.south + self.bounds.north) / 2))

    @property
    def scale(self) -> float:
        """Units in a degree of latitude."""
        inside = 1 - 2 * MARGIN
        wide = (self.bounds.east - self.bounds.west) * self._squeeze
        high = self.bounds.north - self.bounds.south
        return min(WIDTH * inside / wide, MOST_HEIGHT * inside / high)

    @property
    def degrees(self) -> tuple[float, float]:
        """Of latitude and of longitude in a unit."""
        return 1 / self.scale, 1 / (self.scale * self._squeeze)

    @property
    def origin(self) -> tuple[float, float]:
        """Latitude and longitude of the upper left corner."""
        north, east = self.degrees
        return self.bounds.north + MARGIN * WIDTH * north, self.bounds.west - MARGIN * WIDTH * east

    @property
    def height(self) -> int:
        return round((self.bounds.north - self.bounds.south) * self.scale + 2 * MARGIN * WIDTH)

    @property
    def width(self) -> int:
        return round((self.bounds.east - self.bounds.west) * self._squeeze * self.scale + 2 * MARGIN * WIDTH)

    def place(self, latitude: float, longitude: float) -> tuple[float, float]:
        """x and y, a tenth of a unit exact."""
        x = (longitude - self.bounds.west) * self._squeeze * self.scale + MARGIN * WIDTH
        y = (self.bounds.north - latitude) * self.scale + MARGIN * WIDTH
        return round(x, 1), round(y, 1)

    def has(self, x: float, y: float) -> bool:
        """Whether the map shows this place."""
        return 0 <= x <= self.width and 0 <= y <= self.height

    def outline(self, polygon: Polygon | MultiPolygon) -> str:
        """The `d` of a path."""
        parts = polygon.geoms if isinstance(polygon, MultiPolygon) else [polygon]
        return "".join(self._ring(ring.coords) for part in parts for ring in (part.exterior, *part.interiors))

    def _ring(self, coordinates: Iterable[tuple[float, ...]]) -> str:
        points = (self.place(latitude, longitude) for longitude, latitude, *_height in coordinates)
        written = list(dict.fromkeys(f"{x:g} {y:g}" for x, y in points))
        return f"M{'L'.join(written)}Z"
