"""The city's districts and towns, read from `areas.geojson` (RFC 7946) beside `city.yml`.

Each feature has the properties `id`, `kind` ("district" or "town"), `name`, `kana`, `name_en`, and in a town `parent`,
the id of its district. A town has a polygon, or a point where the city has no borders of it; a district's land is that
of its towns. Longitude comes first in the file (WGS84 degrees), latitude first in our functions.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from shapely import MultiPolygon, Point, Polygon, STRtree, union_all
from shapely.errors import ShapelyError
from shapely.geometry import shape

from bot.errors import SetupError

FILE = "areas.geojson"
_JAPANESE = ("ja", "zh")  # Chinese readers are shown the characters

Kind = Literal["district", "town"]


class _Properties(BaseModel):
    model_config = ConfigDict(extra="ignore")

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")
    kind: Kind
    name: str = Field(min_length=1, max_length=60)
    kana: str = ""
    name_en: str = ""
    other_names: list[str] = []
    parent: str = ""

    @model_validator(mode="after")
    def _has_a_parent(self) -> _Properties:
        if (self.kind == "town") != bool(self.parent):
            raise ValueError("a town has the id of its district as `parent`, a district has none")
        return self


@dataclass(frozen=True)
class Area:
    """A district or a town. `polygon` is None where the city has no borders of it."""

    id: str
    kind: Kind
    name: str
    kana: str
    name_en: str
    parent: str
    latitude: float
    longitude: float
    polygon: Polygon | MultiPolygon | None
    other_names: tuple[str, ...] = ()

    def name_in(self, language: str) -> str:
        """Japanese where it has no other name; in easy Japanese with its reading."""
        if language == "ja-easy" and self.kana:
            return f"{self.name}（{self.kana}）"
        return self.name if language in (*_JAPANESE, "ja-easy") or not self.name_en else self.name_en


class Areas:
    """All of one city. Safe for several threads."""

    def __init__(self, areas: Sequence[Area]) -> None:
        self._by_id = {area.id: area for area in areas}
        self.districts = [area for area in areas if area.kind == "district"]
        self.towns = [area for area in areas if area.kind == "town"]
        self._bordered = [area for area in self.towns if area.polygon is not None]
        self._tree = STRtree([area.polygon for area in self._bordered if area.polygon is not None])
        names = [(name, area) for area in areas for name in (area.name, *area.other_names)]
        self._names = sorted(names, key=lambda pair: len(pair[0]), reverse=True)

    def __len__(self) -> int:
        return len(self._by_id)

    def find(self, id: str) -> Area | None:
        return self._by_id.get(id)

    def towns_of(self, district: str) -> list[Area]:
        """A district's towns; of a town itself."""
        return [town for town in self.towns if district in (town.parent, town.id)]

    def named(self, text: str) -> list[Area]:
        """The areas a text names, in the text's order; of names that lie in each other the longest counts."""
        found: list[tuple[int, Area]] = []
        for name, area in self._names:
            start = text.find(name)
            if start >= 0:
                text = text[:start] + "\0" * len(name) + text[start + len(name) :]
                found.append((start, area))
        return [area for _start, area in sorted(found, key=lambda pair: pair[0])]

    def at(self, latitude: float, longitude: float) -> Area | None:
        """The town a place lies in; None outside the towns whose borders are known."""
        hits = self._tree.query(Point(longitude, latitude), predicate="intersects")
        return self._bordered[min(hits)] if len(hits) else None

    def contains(self, latitude: float, longitude: float) -> bool:
        """Whether a place lies in the city. Everywhere does as long as no border is known."""
        return not self._bordered or bool(self._land.intersects(Point(longitude, latitude)))

    @cached_property
    def _land(self) -> Polygon | MultiPolygon:
        """With the cracks between borders that were drawn apart closed (about 20 m)."""
        return union_all([area.polygon for area in self._bordered]).buffer(0.0002)


def load_areas(folder: Path) -> Areas:
    """The city's areas; none without the file. Raises SetupError that names the mistake."""
    path = folder / FILE
    if not path.exists():
        return Areas([])
    try:
        features = json.loads(path.read_text("utf-8"))["features"]
        return Areas(_read(features))
    except (OSError, ValueError, KeyError, TypeError, ShapelyError) as error:
        raise SetupError(f"{path}: {_describe(error)}") from error


def _describe(error: Exception) -> str:
    if isinstance(error, ValidationError):
        fault = error.errors()[0]
        return f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}"
    return f"not readable: {error}"


def _read(features: list[dict[str, Any]]) -> list[Area]:
    read = [(_Properties.model_validate(one["properties"]), one.get("geometry")) for one in features]
    ids = [properties.id for properties, _geometry in read]
    if twice := sorted({id for id in ids if ids.count(id) > 1}):
        raise ValueError(f"{twice[0]} is there twice")
    towns = [_make(properties, _shape(properties, geometry)) for properties, geometry in read if properties.parent]
    districts = [properties for properties, _geometry in read if not properties.parent]
    if lost := [town for town in towns if town.parent not in {one.id for one in districts}]:
        raise ValueError(f"{lost[0].id}: there is no district {lost[0].parent}")
    return [*(_join(one, towns) for one in districts), *towns]


def _shape(properties: _Properties, geometry: dict[str, Any] | None) -> Any:
    if geometry is None:
        raise ValueError(f"{properties.id}: a town needs a polygon or a point")
    return shape(geometry)


def _make(properties: _Properties, geometry: Any) -> Area:
    polygon = geometry if isinstance(geometry, Polygon | MultiPolygon) else None
    middle = geometry.representative_point()
    return Area(
        **properties.model_dump(exclude={"other_names"}),
        latitude=middle.y,
        longitude=middle.x,
        polygon=polygon,
        other_names=tuple(properties.other_names),
    )


def _join(properties: _Properties, towns: Sequence[Area]) -> Area:
    """A district lies in the middle of its towns."""
    own = [town for town in towns if town.parent == properties.id]
    if not own:
        raise ValueError(f"{properties.id}: a district without a town")
    polygons = [town.polygon for town in own if town.polygon is not None]
    geometry = union_all(polygons) if polygons else Point(own[0].longitude, own[0].latitude)
    return _make(properties, geometry)
