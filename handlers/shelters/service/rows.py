"""A row of a file as a shelter, or what is wrong with it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import quote

from bot.services.sheets import fold
from handlers.shelters.models import FEATURES, Hazard, Shelter
from handlers.shelters.service.reasons import Fault, Finding
from handlers.shelters.service.sheet import WORDS, Kind, say_column

JAPAN = ((20.0, 46.0), (122.0, 154.0))  # latitude, longitude
MOST_PERSONS = 1_000_000
_YES, _NO, _CONDITIONALLY = (frozenset(map(fold, WORDS[name])) for name in ("holds", "fails", "partly"))
_TELEPHONE = re.compile(r"#?\d[\d()-]{2,19}")
_COUNT = re.compile(r"\d{1,3}(?:,\d{3})+|\d+")
_IN_ADDRESSES = "%/:=&?~#+!$,;'@()*[]"


@dataclass
class Row:
    """The cells of one row by our names, with what is wrong and what is noticed."""

    number: int
    cells: Mapping[str, str]
    faults: list[Fault] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.text("name")

    def text(self, column: str) -> str:
        return self.cells.get(column, "").strip()

    def folded(self, column: str) -> str:
        return unicodedata.normalize("NFKC", self.text(column)).strip()

    def complain(self, column: str, key: str, **values: object) -> None:
        self.faults.append(Fault(self.number, key, say_column(column) if column else "", values))

    def notice(self, key: str, **values: object) -> None:
        self.findings.append(Finding(key, {"name": self.name, **values}))

    def flag(self, column: str) -> bool:
        said = fold(self.text(column))
        if said in _CONDITIONALLY:
            self.notice("conditionally", column=say_column(column))
        elif said not in _YES and said not in _NO:
            self.complain(column, "flag", said=self.text(column))
        return said in _YES

    def number_of(self, column: str) -> float | None:
        said = self.folded(column).removesuffix("m").replace(",", "")
        try:
            return float(said) if said else None
        except ValueError:
            self.complain(column, "number", said=self.text(column))
            return None


def read_row(kind: Kind, row: Row, as_of: date) -> Shelter:
    """Good for nothing where the row has faults afterwards."""
    if not row.name:
        row.complain("name", "empty")
    latitude, longitude = _read_point(row)
    hazards = [hazard.value for hazard in Hazard if row.flag(hazard)] if kind is Kind.SITES else []
    if kind is Kind.SITES and not hazards:
        row.notice("no_hazard")
    code = row.text("code")
    return Shelter(
        code=code if kind is Kind.SITES else "",
        stay_code=code if kind is Kind.STAYS else "",
        name=row.name,
        kana=row.text("kana"),
        name_en=row.text("name_en"),
        address=_read_address(row),
        latitude=latitude,
        longitude=longitude,
        elevation_m=row.number_of("elevation"),
        telephone=_read_telephone(row),
        hazards=hazards,
        is_site=kind is Kind.SITES,
        is_stay=kind is Kind.STAYS or row.flag("is_stay"),
        capacity=_read_capacity(row),
        features=[name for name in FEATURES if row.flag(name)],
        communities=row.text("communities"),
        page_url=_read_link(row),
        note=row.text("note"),
        as_of=as_of,
    )


def _read_point(row: Row) -> tuple[float, float]:
    place = [_read_degrees(row, column) for column in ("latitude", "longitude")]
    if None in place:
        return 0.0, 0.0
    latitude, longitude = (float(one or 0) for one in place)
    if not _is_in_japan(latitude, longitude):
        key = "swapped" if _is_in_japan(longitude, latitude) else "not_japan"
        row.complain("", key, latitude=latitude, longitude=longitude)
    return latitude, longitude


def _is_in_japan(latitude: float, longitude: float) -> bool:
    (south, north), (west, east) = JAPAN
    return south <= latitude <= north and west <= longitude <= east


def _read_degrees(row: Row, column: str) -> float | None:
    said = row.folded(column)
    if not said:
        row.complain(column, "empty")
        return None
    try:
        return float(said)
    except ValueError:
        row.complain(column, "coordinate", said=said)
        return None


def _read_address(row: Row) -> str:
    """Whole, or put together; nothing is said twice where a city writes all of it into a part."""
    parts = (row.text(column) for column in ("prefecture", "municipality", "town", "block"))
    whole = row.text("address") or "".join(parts)
    building = row.text("building")
    return f"{whole} {building}" if building and building not in whole else whole


def _read_telephone(row: Row) -> str:
    said = row.folded("telephone")
    if fold(said) in _NO:
        return ""
    if not _TELEPHONE.fullmatch(said):
        row.complain("telephone", "telephone", said=said)
    return said


def _read_capacity(row: Row) -> int | None:
    """The first number of what is written at length."""
    said = row.folded("capacity")
    found = _COUNT.search(said)
    if found is None:
        if said and fold(said) not in _NO:
            row.complain("capacity", "number", said=said)
        return None
    count = int(found[0].replace(",", ""))
    if count > MOST_PERSONS:
        row.complain("capacity", "number", said=said)
    elif not re.fullmatch(r"[\d,]+(?:\.0)?\D?", said):
        row.notice("about", said=said, count=count)
    return count


def _read_link(row: Row) -> str:
    said = row.text("page_url")
    if said and not said.startswith(("https://", "http://")):
        row.complain("page_url", "link")
    return quote(said, safe=_IN_ADDRESSES)
