"""Wording in every language, read from the `texts.yml` of each room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from bot.errors import SetupError
from bot.languages import AddedLanguage, load_languages
from bot.yaml_files import parse_yaml
from nlu.normalize import normalize

LANGUAGES = ("ja", "ja-easy", "en", "zh", "ko", "vi")
STAFF_LANGUAGES = ("ja", "en")  # of wording that staff alone read
STAFF_KEY = "admin_"  # how the names of such wording begin in a city service's texts.yml
INSTEAD = ("en", "ja")  # of wording that an added language lacks
OWN_NAME = "web.language_name"  # the text key of what a language calls itself
ROOT = Path(__file__).parents[1]


class Texts:
    """Response texts by language and text key (`room.key`). `languages` are the counter's own and what a city adds."""

    def __init__(self, wording: Mapping[str, Mapping[str, str]], added: Sequence[AddedLanguage] = ()) -> None:
        self._wording = wording
        self._added = {language.code: language for language in added}
        self.languages = (*LANGUAGES, *self._added)

    def get(self, language: str, key: str, **values: object) -> str:
        """The wording of a text key with its `{names}` filled in. Raises KeyError for an unknown key.

        What an added language lacks is said in English.
        """
        by_language = self._wording[key]
        template = by_language.get(language) or self._find_instead(language, key)
        return template.format(**values) if values else template

    def _find_instead(self, language: str, key: str) -> str:
        added, by_language = self._added.get(language), self._wording[key]
        if added is None:
            return by_language["ja"]
        if key == OWN_NAME:
            return added.name
        return added.wording.get(key) or next(by_language[one] for one in INSTEAD if by_language.get(one))

    def name_language(self, language: str) -> str:
        """What the language calls itself."""
        return self.get(language, OWN_NAME)

    def list_names(self, language: str) -> tuple[str, ...]:
        """What an added language is called, by itself and others; nothing for the counter's own, which have more."""
        added = self._added.get(language)
        return (added.name, *added.called) if added else ()

    def find_named(self, said: str) -> str:
        """The added language that is called so; empty when there is none."""
        said = normalize(said).casefold()
        names = ((code, name) for code in self._added for name in self.list_names(code))
        return next((code for code, name in names if normalize(name).casefold() == said), "")

    def list_missing(self, language: str) -> list[str]:
        """The text keys that an added language has no wording for; what staff alone read is not among them."""
        own = self._added[language].wording
        return [key for key in self.list_citizens_keys() if key != OWN_NAME and key not in own]

    def list_citizens_keys(self) -> list[str]:
        """The text keys of what citizens read."""
        return [key for key in self.keys() if set(LANGUAGES) <= set(self._wording[key])]

    def has(self, key: str) -> bool:
        return key in self._wording

    def keys(self) -> list[str]:
        return sorted(self._wording)

    def languages_of(self, key: str) -> list[str]:
        return list(self._wording[key])


def find_text_files(root: Path = ROOT) -> list[Path]:
    """All `texts.yml`; see `name_room` for the first part of their keys."""
    return sorted(path for top in ("bot", "handlers", "admin") for path in (root / top).rglob("texts.yml"))


def name_room(path: Path) -> str:
    """The room of a `texts.yml`: its folder's name. What a city service's own staff pages say stands in that service's
    folder `admin`, and is the service's."""
    folder = path.parent
    return folder.parent.name if folder.name == "admin" and folder.parents[1].name == "handlers" else folder.name


def load_texts(files: list[Path] | None = None, city: Path | None = None) -> Texts:
    """Read the texts, and the languages that a city's folder adds.

    Raises SetupError naming file and key when a language is missing or a key is doubled.
    """
    wording: dict[str, Mapping[str, str]] = {}
    for path in files if files is not None else find_text_files():
        for name, by_language in _read(path).items():
            key = f"{name_room(path)}.{name}"
            if key in wording:
                raise SetupError(f"{path}: the text key {key} exists twice")
            _check(path, key, by_language, list_wanted(path, name))
            wording[key] = {language: text.strip() for language, text in by_language.items()}
    return Texts(wording, load_languages(city, wording) if city else ())


def _read(path: Path) -> dict[str, Any]:
    try:
        return parse_yaml(path.read_text("utf-8")) or {}
    except yaml.YAMLError as error:
        raise SetupError(f"{path}: not readable as YAML: {error}") from error


def list_wanted(path: Path, name: str) -> tuple[str, ...]:
    """The languages that a wording must have: staff read Japanese and English."""
    is_for_staff = path.is_relative_to(ROOT / "admin") or name.startswith(STAFF_KEY)
    return STAFF_LANGUAGES if is_for_staff else LANGUAGES


def _check(path: Path, key: str, by_language: Any, wanted: tuple[str, ...]) -> None:
    if not isinstance(by_language, dict) or not all(isinstance(text, str) for text in by_language.values()):
        raise SetupError(f"{path}: {key} must be a wording for each language")
    if missing := [language for language in wanted if not by_language.get(language)]:
        raise SetupError(f"{path}: {key} has no wording in {', '.join(missing)}")
