"""Wording in every language, read from the `texts.yml` of each room."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from bot.errors import SetupError

LANGUAGES = ("ja", "ja-easy", "en", "zh", "ko", "vi")
ROOT = Path(__file__).parents[1]


class Texts:
    """Response texts by language and text key (`room.key`)."""

    def __init__(self, wording: Mapping[str, Mapping[str, str]]) -> None:
        self._wording = wording

    def get(self, language: str, key: str, **values: object) -> str:
        """The wording of a text key with its `{names}` filled in. Raises KeyError for an unknown key."""
        by_language = self._wording[key]
        template = by_language.get(language) or by_language["ja"]
        return template.format(**values) if values else template

    def has(self, key: str) -> bool:
        return key in self._wording

    def keys(self) -> list[str]:
        return sorted(self._wording)

    def languages_of(self, key: str) -> list[str]:
        return list(self._wording[key])


def find_text_files(root: Path = ROOT) -> list[Path]:
    """All `texts.yml`; the folder's name is the room, and so the first part of its keys."""
    return sorted(path for top in ("bot", "handlers", "admin") for path in (root / top).rglob("texts.yml"))


def load_texts(files: list[Path] | None = None) -> Texts:
    """Read the texts. Raises SetupError naming file and key when a language is missing or a key is doubled."""
    wording: dict[str, Mapping[str, str]] = {}
    for path in files if files is not None else find_text_files():
        for name, by_language in _read(path).items():
            key = f"{path.parent.name}.{name}"
            if key in wording:
                raise SetupError(f"{path}: the text key {key} exists twice")
            _check(path, key, by_language)
            wording[key] = {language: text.strip() for language, text in by_language.items()}
    return Texts(wording)


def _read(path: Path) -> dict[str, Any]:
    try:
        return yaml.safe_load(path.read_text("utf-8")) or {}
    except yaml.YAMLError as error:
        raise SetupError(f"{path}: not readable as YAML: {error}") from error


def _check(path: Path, key: str, by_language: Any) -> None:
    if not isinstance(by_language, dict) or not all(isinstance(text, str) for text in by_language.values()):
        raise SetupError(f"{path}: {key} must be a wording for each language")
    if missing := [language for language in LANGUAGES if not by_language.get(language)]:
        raise SetupError(f"{path}: {key} has no wording in {', '.join(missing)}")
