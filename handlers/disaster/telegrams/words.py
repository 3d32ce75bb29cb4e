"""The words that telegrams are read by, from `words.yml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from bot.yaml_files import parse_yaml

LEVEL = re.compile(r"\u30ec\u30d9\u30eb\s*([1-5\uff11-\uff15])")  # "level" and a digit, which may be full-width


@dataclass(frozen=True)
class Words:
    statuses: dict[str, str]
    info_types: dict[str, str]
    grades: list[tuple[str, str]]
    ended: list[str]
    tags: dict[str, str]
    coast_sections: str
    flooded_list: str
    main_text_ends: str
    heat: str
    seismic_region: str
    volcano_places: str
    volcano_measures: str
    ash: str
    evacuation: list[tuple[str, int]]
    lifted: str
    corrects: str


def _load(name: str) -> dict[str, object]:
    found = parse_yaml((Path(__file__).parent / name).read_text("utf-8"))
    assert isinstance(found, dict)
    return found


WORDS = Words(**_load("words.yml"))  # type: ignore[arg-type]  # the file is ours; a wrong one fails at the first import
TITLES: dict[str, list[str]] = _load("titles.yml")  # type: ignore[assignment]


def level_in(text: str) -> int | None:
    """The level a text names first."""
    found = LEVEL.search(text)
    return int(found[1]) if found else None  # int() reads full-width digits, too
