"""A language that a city adds to the counter's six, by one file in its folder: `languages/pt.yml`."""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.errors import SetupError
from bot.yaml_files import parse_yaml

FOLDER = "languages"
_CODE = re.compile(r"[a-z]{2,3}")


@dataclass(frozen=True)
class AddedLanguage:
    """`code` is the file's name and how HTML names the language; `called` are other names that citizens use for it."""

    code: str
    name: str
    called: tuple[str, ...]
    wording: Mapping[str, str]  # by text key


def load_languages(city: Path, wording: Mapping[str, Mapping[str, str]]) -> tuple[AddedLanguage, ...]:
    """The city's languages in the order of their files' names; `wording` is the counter's own, by key and language.

    Raises SetupError naming file and key when a key is not known, or what is filled in (`{office}`) differs.
    """
    files = sorted((city / FOLDER).glob("*.yml"))
    own = {language for by_language in wording.values() for language in by_language}
    if taken := next((path for path in files if path.stem in own), None):
        raise SetupError(f"{taken}: {taken.stem} is one of the counter's own languages")
    return tuple(_read(path, wording) for path in files)


def _read(path: Path, wording: Mapping[str, Mapping[str, str]]) -> AddedLanguage:
    try:
        data: Any = parse_yaml(path.read_text("utf-8"))
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise SetupError(f"{path}: not readable: {' '.join(str(error).split())}") from error
    if not isinstance(data, dict) or not isinstance(data.get("name"), str) or not data["name"].strip():
        raise SetupError(f"{path}: `name` must say what the language calls itself")
    if not _CODE.fullmatch(path.stem):
        raise SetupError(
            f"{path}: the file must be called by the language's code: two or three letters, such as pt.yml"
        )
    called, own = data.get("called") or [], data.get("texts") or {}
    if not isinstance(called, list) or not all(isinstance(word, str) for word in called):
        raise SetupError(f"{path}: `called` must be a list of names")
    if unknown := sorted(set(data) - {"name", "called", "texts"}):
        raise SetupError(f"{path}: {unknown[0]}: no such entry; there are name, called and texts")
    if not isinstance(own, dict):
        raise SetupError(f"{path}: `texts` must be wording by text key")
    for key, text in own.items():
        _check(path, key, text, wording)
    texts = {key: text.strip() for key, text in own.items()}
    return AddedLanguage(path.stem, data["name"].strip(), tuple(called), texts)


def _check(path: Path, key: Any, text: Any, wording: Mapping[str, Mapping[str, str]]) -> None:
    if key not in wording:
        raise SetupError(f"{path}: {key}: no such text key")
    if not isinstance(text, str) or not text.strip():
        raise SetupError(f"{path}: {key}: must be wording")
    known = {name for one in wording[key].values() for name in _list_names(one)}
    try:
        used = _list_names(text)
    except ValueError as error:
        raise SetupError(f"{path}: {key}: {error}") from error
    if strange := sorted(used - known):
        raise SetupError(f"{path}: {key}: nothing is filled in for {{{strange[0]}}}")


def _list_names(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}
