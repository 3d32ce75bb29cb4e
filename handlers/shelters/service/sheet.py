"""A file of shelters as rows of cells by our names: CSV, a workbook, or GeoJSON of points."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from bot.errors import InputFileError
from bot.services.sheets import Columns, fold, read_lines, read_rows
from bot.yaml_files import parse_yaml
from handlers.shelters.models import Hazard
from handlers.shelters.service.reasons import Fault

WORDS: dict[str, Any] = parse_yaml(Path(__file__).parents[1].joinpath("columns.yml").read_text("utf-8"))
HEADERS: dict[str, list[str]] = WORDS["columns"]


class Kind(StrEnum):
    """Which of the two lists a file is; they are imported one after the other, and put together by code or name."""

    SITES = "sites"  # to flee to, with a flag for each hazard
    STAYS = "stays"  # to stay in


@dataclass(frozen=True)
class Rows:
    """What a file says by our names; `unknown` are its columns that nobody knows."""

    kind: Kind
    rows: list[tuple[int, dict[str, str]]]
    unknown: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read_rows_of(name: str, content: bytes) -> Rows:
    """Raises InputFileError where it is no list of shelters."""
    is_geojson = content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")
    lines, faults = _read_features(name, content) if is_geojson else (read_lines(name, content), [])
    lines[0] = _without_second(lines[0])
    unknown = [header for header, ours in zip(lines[0], Columns(HEADERS).name(lines[0]), strict=True) if ours is None]
    unknown = [header for header in unknown if fold(header) not in set(map(fold, WORDS["ignored"]))]
    sheet = read_rows(name, lines, Columns(HEADERS, WORDS["required"], (*WORDS["ignored"], *unknown)))
    faults += [Fault(row, "cells", values={"cells": cells, "columns": sheet.columns}) for row, cells in sheet.misfits]
    first = 0 if not is_geojson else 1  # a feature has no header above it
    rows = [(number - first, cells) for number, cells in sheet.rows]
    has_hazards = any(hazard in cells for _, cells in rows for hazard in Hazard)
    return Rows(Kind.SITES if has_hazards else Kind.STAYS, rows, unknown, faults)


def say_column(column: str) -> str:
    """Its first header."""
    return HEADERS[column][0]


def _without_second(headers: list[str]) -> list[str]:
    second = {fold(other) for first, other in WORDS["second"].items() if fold(first) in set(map(fold, headers))}
    return ["" if fold(header) in second else header for header in headers]


def _read_features(name: str, content: bytes) -> tuple[list[list[str]], list[Fault]]:
    """As lines of a table, the header first, with the point as two more columns."""
    try:
        features = json.loads(content.decode("utf-8-sig"))["features"]
        given = [(feature.get("geometry"), dict(feature["properties"])) for feature in features]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise InputFileError(f"{name}: not readable as GeoJSON: {error}") from error
    if not given:
        raise InputFileError(f"{name}: it is empty")
    own = dict.fromkeys(str(key) for _, properties in given for key in properties)
    place = [say_column("latitude"), say_column("longitude")]
    headers = [header for header in own if header not in place]
    lines, faults = [[*headers, *place]], []
    for number, (geometry, properties) in enumerate(given, 1):
        point = list(_find_point(geometry))
        if not point:
            faults.append(Fault(number, "geometry"))
        lines.append([*(_write(properties.get(header)) for header in headers), *(point or ["0", "0"])])
    return lines, faults


def _find_point(geometry: Any) -> Iterator[str]:
    """Latitude and longitude; nothing where there is no point."""
    found = geometry.get("coordinates") if isinstance(geometry, dict) and geometry.get("type") == "Point" else None
    if isinstance(found, list) and len(found) >= 2 and all(isinstance(one, int | float) for one in found[:2]):
        yield from (str(found[1]), str(found[0]))


def _write(value: object) -> str:
    return "" if value is None else str(value)
