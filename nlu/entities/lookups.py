"""Words with a value: certificates and persons, the same everywhere, and the names of one city.

A city's names stand in `names.yml` in its folder: entity (facility, district, town, lecture), id, names and their
short forms.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from bot.errors import SetupError
from bot.yaml_files import parse_yaml
from nlu.interpretation import Entity
from nlu.normalize import normalize

CITY_ENTITIES = ("facility", "district", "town", "lecture")
_NONE = "none"
_FILE: dict[str, Any] = parse_yaml(Path(__file__).with_suffix(".yml").read_text("utf-8"))
_GUARDS: dict[str, list[str]] = _FILE["guards"]

Words = Mapping[str, Mapping[str, list[str]]]  # entity → value → words


class Lookup:
    """Finds the words of a table, the longest first. Safe for several threads."""

    def __init__(self, words: Words) -> None:
        self._values = {entity: _invert(values) for entity, values in words.items()}
        self._patterns = {entity: re.compile(_pattern(values)) for entity, values in self._values.items() if values}

    def find(self, text: str) -> Iterator[Entity]:
        """The entities of a normalised text; a value is an id, or `{"candidates": [ids]}` for a word of several."""
        for entity, pattern in self._patterns.items():
            for match in pattern.finditer(text):
                ids = self._values[entity][match[0]]
                value = ids[0] if len(ids) == 1 else {"candidates": ids}
                if value != _NONE:
                    yield Entity(entity, value, match[0], match.start(), match.end())


def load_names(folder: Path) -> Lookup:
    """The names of the city in this folder, none without a `names.yml`. Raises SetupError that names the mistake."""
    file = folder / "names.yml"
    if not file.exists():
        return Lookup({})
    try:
        words = parse_yaml(file.read_text("utf-8")) or {}
    except (OSError, yaml.YAMLError) as error:
        raise SetupError(f"{file}: not readable: {error}") from error
    if unknown := sorted(set(words) - set(CITY_ENTITIES)):
        raise SetupError(f"{file}: unknown {', '.join(unknown)}; known: {', '.join(CITY_ENTITIES)}")
    for entity, values in words.items():
        for id, names in values.items():
            if not isinstance(names, list) or not all(isinstance(name, str) and normalize(name) for name in names):
                raise SetupError(f"{file}: {entity}.{id} needs a list of names")
    return Lookup(words)


def _invert(values: Mapping[str, list[str]]) -> dict[str, list[str]]:
    ids: dict[str, list[str]] = {}
    for id, words in values.items():
        for word in words:
            ids.setdefault(normalize(word), []).append(id)
    return ids


def _pattern(values: Mapping[str, list[str]]) -> str:
    """Any of the words, the longest first, each with what may stand around it."""
    return "|".join(_guarded(word) for word in sorted(values, key=len, reverse=True))


def _guarded(word: str) -> str:
    before, after = _GUARDS.get(word, ("", ""))
    return f"{before}{re.escape(word)}{after}"


COMMON = Lookup(_FILE["names"])
NO_NAMES = Lookup({})
