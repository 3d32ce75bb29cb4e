"""What the columns and the values of a file are called: ours, and before them those of the city."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from bot.errors import InputFileError
from bot.yaml_files import parse_yaml

Names = Mapping[str, str]  # what is written in the file, folded, to what we call it


class _Written(BaseModel):
    model_config = ConfigDict(extra="forbid")

    columns: dict[str, list[str]] = {}
    kinds: dict[str, list[str]] = {}
    sexes: dict[str, list[str]] = {}
    pauses: dict[str, list[str]] = {}
    codes: dict[str, dict[str, list[str]]] = {}
    marks: list[str] = []
    each_season: list[str] = []


@dataclass(frozen=True)
class FileMapping:
    """`codes` by kind. Each knows a value by our own name for it, too."""

    columns: Names
    kinds: Names
    sexes: Names
    pauses: Names
    codes: Mapping[str, Names]
    marks: frozenset[str]
    each_season: frozenset[str]


@cache
def read_own() -> _Written:
    return _Written.model_validate(parse_yaml(Path(__file__).with_name("columns.yml").read_text("utf-8")))


def read_mapping(path: Path | None = None) -> FileMapping:
    """Raises InputFileError for a file that is no mapping, or names a column or kind that we don't know."""
    own, theirs = read_own(), _read_file(path) if path else _Written()
    for what in ("columns", "kinds", "codes", "sexes", "pauses"):
        if unknown := sorted(set(getattr(theirs, what)) - set(getattr(own, what))):
            raise InputFileError(f"{path}: {what}: {unknown[0]!r} is not one of ours")
    codes = {kind: _turn(own.codes[kind], theirs.codes.get(kind, {})) for kind in own.codes}
    return FileMapping(
        _turn(own.columns, theirs.columns),
        _turn(own.kinds, theirs.kinds),
        _turn(own.sexes, theirs.sexes),
        _turn(own.pauses, theirs.pauses),
        codes,
        frozenset(map(fold, (*own.marks, *theirs.marks))),
        frozenset((*own.each_season, *theirs.each_season)),
    )


def fold(cell: str) -> str:
    """Without differences of width, case and space."""
    return "".join(unicodedata.normalize("NFKC", cell).split()).casefold()


def _turn(*named: Mapping[str, Sequence[str]]) -> Names:
    """The last mapping wins."""
    return {fold(name): ours for one in named for ours, names in one.items() for name in (ours, *names)}


def _read_file(path: Path) -> _Written:
    try:
        given: Any = parse_yaml(path.read_text("utf-8"))
        return _Written.model_validate(given or {})
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValidationError) as error:
        raise InputFileError(f"{path}: no mapping of columns: see docs/health-records.md") from error
