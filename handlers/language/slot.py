"""The slot that knows a language by any of its names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.dialogue.slots import Option
from bot.dialogue.turn import Turn
from bot.texts import LANGUAGES

_NAMES: dict[str, list[str]] = yaml.safe_load(Path(__file__).with_name("names.yml").read_text("utf-8"))


@dataclass(frozen=True)
class LanguageSlot(Option):
    """One of the counter's languages, named in any of them ("English please", "英語で")."""

    options: Sequence[str] = LANGUAGES

    def list_names(self, turn: Turn, option: str) -> tuple[str, ...]:
        return (*super().list_names(turn, option), *_NAMES[option])
