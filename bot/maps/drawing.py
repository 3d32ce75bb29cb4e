"""What a map shows, ready for `maps/map.html`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from shapely import MultiPolygon, Polygon, coverage_simplify
from shapely.errors import ShapelyError

from bot.areas import Area, Areas
from bot.maps.labels import NARROW_SIZE, Label, shift_labels
from bot.maps.projection import WIDTH, Bounds, Projection

FINEST = 1.2  # units: what is smaller than that nobody sees, and a phone need not load


@dataclass(frozen=True)
class Shade:
    """How an area looks and what it says. `tone` is one of `map.css`; the words say the same as the colour."""

    tone: str
    value: str
    short: str = ""  # under its name on the map
    url: str = ""  # else its row in the table


@dataclass(frozen=True)
class Pin:
    """A point. `tone` is one of `map.css`; each has a shape of its own."""

    id: str
    latitude: float
    longitude: float
    tone: str
    name: str
    value: str = ""
    url: str = ""


@dataclass(frozen=True)
class Key:
    """A line of the legend."""

    tone: str
    words: str
    is_pin: bool = False


@dataclass(frozen=True)
class Shape:
    """An area as it is drawn; without an outline it is a spot. `shift`: how many letters its name moves down for its
    neighbours' names, None where it has no room before the map is zoomed."""

    area: Area
    name: str
    outline: str
    x: float
    y: float
    shade: Shade | None = None
    shift: float | None = 0.0

    @property
    def label(self) -> Label:
        """Without what stands in brackets, which the list says."""
        room = self.area.polygon.area if self.area.polygon is not None else 0.0
        return Label(self.x, self.y, self.name.split("（")[0], self.shade.short if self.shade else "", room)


@dataclass(frozen=True)
class Spot:
    """A pin as it is drawn."""

    pin: Pin
    x: float
    y: float


@dataclass(frozen=True)
class Name:
    """A district's, which moves down by so many letters."""

    words: str
    x: float
    y: float
    shift: float = 0.0


@dataclass(frozen=True)
class Drawing:
    """`shapes` are towns, `names` those of districts, for where there is little room; `outside` lies beyond the map."""

    title: str
    width: int
    height: int
    origin: tuple[float, float] = (0.0, 0.0)  # latitude and longitude of x = 0, y = 0
    degrees: tuple[float, float] = (0.0, 0.0)  # of latitude and longitude in a unit
    shapes: Sequence[Shape] = ()
    names: Sequence[Name] = ()
    spots: Sequence[Spot] = ()
    outside: Sequence[Pin] = ()
    legend: Sequence[Key] = ()

    @property
    def is_empty(self) -> bool:
        return not self.shapes and not self.spots

    @property
    def shaded(self) -> list[tuple[Shape, Shade]]:
        """Those that say something, in the areas' order."""
        return [(one, one.shade) for one in self.shapes if one.shade is not None]


class CityMap:
    """Draws one city; the outlines are worked out once. Safe for several threads."""

    def __init__(self, areas: Areas) -> None:
        self._areas = areas
        self._projection = _fit(areas.towns)
        self._outlines = _list_outlines(areas.towns, self._projection) if self._projection else {}

    def draw(
        self,
        title: str,
        language: str,
        shades: Mapping[str, Shade] | None = None,
        pins: Sequence[Pin] = (),
        legend: Sequence[Key] = (),
    ) -> Drawing:
        """`shades` by an area's id: a district's is that of its towns, unless they have their own. Without the city's
        areas the map is as large as its pins lie apart."""
        projection = self._projection or _fit_pins(pins)
        if projection is None:
            return Drawing(title, WIDTH, WIDTH // 2)
        spots = [Spot(pin, *projection.place(pin.latitude, pin.longitude)) for pin in pins]
        return Drawing(
            title,
            projection.width,
            projection.height,
            projection.origin,
            projection.degrees,
            self._list_shapes(language, projection, shades or {}, spots),
            self._list_names(language, projection, spots),
            [spot for spot in spots if projection.has(spot.x, spot.y)],
            [spot.pin for spot in spots if not projection.has(spot.x, spot.y)],
            legend,
        )

    def _list_shapes(
        self, language: str, projection: Projection, shades: Mapping[str, Shade], spots: Sequence[Spot]
    ) -> list[Shape]:
        shapes = [self._shape(town, language, projection, shades) for town in self._areas.towns]
        shifts = shift_labels([one.label for one in shapes], [(one.x, one.y) for one in spots])
        return [replace(one, shift=shift) for one, shift in zip(shapes, shifts, strict=True)]

    def _shape(self, town: Area, language: str, projection: Projection, shades: Mapping[str, Shade]) -> Shape:
        shade = shades.get(town.id) or shades.get(town.parent)
        x, y = projection.place(town.latitude, town.longitude)
        return Shape(town, town.name_in(language), self._outlines.get(town.id, ""), x, y, shade)

    def _list_names(self, language: str, projection: Projection, spots: Sequence[Spot]) -> list[Name]:
        """Each is shown, also where it has no room."""
        places = [projection.place(one.latitude, one.longitude) for one in self._areas.districts]
        names = [one.name_in(language).split("（")[0] for one in self._areas.districts]
        labels = [Label(x, y, name) for name, (x, y) in zip(names, places, strict=True)]
        shifts = shift_labels(labels, [(one.x, one.y) for one in spots], NARROW_SIZE)
        return [Name(one.name, one.x, one.y, shift or 0.0) for one, shift in zip(labels, shifts, strict=True)]


def _fit(towns: Sequence[Area]) -> Projection | None:
    places = [place for town in towns for place in _list_corners(town)]
    return Projection(Bounds.around(places)) if places else None


def _fit_pins(pins: Sequence[Pin]) -> Projection | None:
    return Projection(Bounds.around([(pin.longitude, pin.latitude) for pin in pins])) if pins else None


def _list_corners(town: Area) -> Iterable[tuple[float, float]]:
    if town.polygon is None:
        return ((town.longitude, town.latitude),)
    west, south, east, north = town.polygon.bounds
    return (west, south), (east, north)


def _list_outlines(towns: Sequence[Area], projection: Projection) -> dict[str, str]:
    """Neighbours keep the border they share while both get simpler."""
    bordered = [(town, town.polygon) for town in towns if town.polygon is not None]
    polygons = _simplify([polygon for _town, polygon in bordered], FINEST / projection.scale)
    pairs = zip(bordered, polygons, strict=True)
    return {town.id: projection.outline(simple if simple.area else whole) for (town, whole), simple in pairs}


def _simplify(polygons: list[Polygon | MultiPolygon], tolerance: float) -> list[Polygon | MultiPolygon]:
    """As they are where the city's borders are not clean enough."""
    try:
        return list(coverage_simplify(polygons, tolerance))
    except (ShapelyError, TypeError, ValueError):
        return polygons
