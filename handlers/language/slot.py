"""The slot that knows a language by any of its names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.dialogue.slots import Option
from bot.dialogue.turn import Turn
from bot.messages import Choice
from bot.texts import LANGUAGES
from bot.yaml_files import parse_yaml

_NAMES: dict[str, list[str]] = parse_yaml(Path(__file__).with_name("names.yml").read_text("utf-8"))


@dataclass(frozen=True)
class LanguageSlot(Option):
    """One of the counter's languages, named in any of them ("English please", "英語で")."""

    options: Sequence[str] = LANGUAGES

    def list_options(self, turn: Turn) -> Sequence[str]:
        return turn.house.texts.languages

    def list_names(self, turn: Turn, option: str) -> tuple[str, ...]:
        texts = turn.house.texts
        return (texts.name_language(option), *texts.list_names(option), *_NAMES.get(option, ()))

    def say(self, value: str, turn: Turn) -> str:
        return turn.house.texts.name_language(value)

    def buttons(self, turn: Turn, room: str) -> tuple[Choice, ...]:
        texts = turn.house.texts
        return tuple(self._button(room, texts.name_language(option), option) for option in texts.languages)
