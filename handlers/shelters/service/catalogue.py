"""All shelters in memory, and the nearest of them. Read from the database once for each import."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy
from numpy.typing import NDArray
from sqlalchemy import Engine
from sqlmodel import Session, col, func, or_, select

from handlers.shelters.models import Hazard, Shelter, ShelterImport
from handlers.shelters.service.distance import find_direction, measure_metres


@dataclass(frozen=True)
class Site:
    """What is told of a shelter; see `Shelter`."""

    id: int
    name: str
    kana: str
    name_en: str
    address: str
    area: str
    latitude: float
    longitude: float
    elevation_m: float | None
    telephone: str
    hazards: Sequence[str]
    is_site: bool
    is_stay: bool
    capacity: int | None
    features: Sequence[str]
    communities: str
    page_url: str
    note: str

    def name_in(self, language: str) -> str:
        """As it is signposted; with its reading in easy Japanese, in Latin letters where the city has them."""
        if language == "ja-easy" and self.kana:
            return f"{self.name}（{self.kana}）"
        return self.name if language.startswith("ja") or language == "zh" or not self.name_en else self.name_en


@dataclass(frozen=True)
class Near:
    """A shelter as seen from a place; `direction` is one of `distance.POINTS`."""

    site: Site
    metres: float
    direction: str


class Catalogue:
    """Safe for several threads; never changed."""

    def __init__(self, sites: Sequence[Site]) -> None:
        self.sites = tuple(sites)
        self._by_id = {site.id: site for site in self.sites}
        self._ids = numpy.array([site.id for site in self.sites], dtype=numpy.int64)
        self._points = _to_points(numpy.array([(one.latitude, one.longitude) for one in self.sites]).reshape(-1, 2))
        self._suits = {
            hazard: numpy.array([hazard in site.hazards for site in self.sites], dtype=bool) for hazard in Hazard
        }

    def __len__(self) -> int:
        return len(self.sites)

    def find(self, id: int) -> Site | None:
        return self._by_id.get(id)

    def has_any(self, hazard: Hazard) -> bool:
        """Whether anything is for this hazard at all."""
        return bool(self._suits[hazard].any())

    def list_nearest(
        self,
        latitude: float,
        longitude: float,
        count: int = 10,
        hazard: Hazard | None = None,
        among: Collection[int] | None = None,
    ) -> list[Near]:
        """The nearest first, by great circle; of those for the hazard, of those with these ids."""
        wanted = numpy.ones(len(self.sites), dtype=bool) if hazard is None else self._suits[hazard]
        if among is not None:
            wanted = wanted & numpy.isin(self._ids, numpy.fromiter(among, dtype=numpy.int64))
        places = numpy.flatnonzero(wanted)
        if not len(places):
            return []
        # The chord grows with the arc, and costs no arcsine.
        chords = ((self._points[places] - _to_points(numpy.array([[latitude, longitude]]))) ** 2).sum(axis=1)
        best = numpy.argpartition(chords, min(count, len(places)) - 1)[:count]
        ordered = places[best[numpy.argsort(chords[best], kind="stable")]]
        here = _Here(latitude, longitude)
        return [_see(here, self.sites[place]) for place in ordered]


@dataclass(frozen=True)
class _Here:
    latitude: float
    longitude: float


def _see(here: _Here, site: Site) -> Near:
    return Near(site, measure_metres(here, site), find_direction(here.latitude, here.longitude, site))


def _to_points(degrees: NDArray[numpy.float64]) -> NDArray[numpy.float64]:
    """On the unit sphere."""
    latitudes, longitudes = numpy.radians(degrees).T
    across = numpy.cos(latitudes)
    return numpy.column_stack((across * numpy.cos(longitudes), across * numpy.sin(longitudes), numpy.sin(latitudes)))


_KNOWN: WeakKeyDictionary[Engine, tuple[int, Catalogue]] = WeakKeyDictionary()


def load_catalogue(session: Session) -> Catalogue:
    """Of the newest import; read again after each, in whatever process it was."""
    bind = session.get_bind()
    engine = bind if isinstance(bind, Engine) else bind.engine
    newest = session.exec(select(func.max(ShelterImport.id))).one() or 0
    known = _KNOWN.get(engine)
    if known is None or known[0] != newest:
        known = (newest, Catalogue(_read_sites(session)))
        _KNOWN[engine] = known
    return known[1]


def _read_sites(session: Session) -> list[Site]:
    columns = [getattr(Shelter, name) for name in Site.__dataclass_fields__]
    own = select(*columns).where(or_(col(Shelter.is_site), col(Shelter.is_stay))).order_by(col(Shelter.id))
    return [Site(*row) for row in session.exec(own)]
