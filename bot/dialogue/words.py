"""Wording in one language: what a turn, a page and a message that no turn says have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bot.city import City
from bot.texts import Texts


class Speaks(Protocol):
    """A turn, a page or a message."""

    @property
    def language(self) -> str: ...

    def text(self, key: str, **values: object) -> str: ...


@dataclass(frozen=True)
class RoomWords:
    """The wording of a room's page or message, whose own text keys need no prefix; in Japanese where the language is
    not known."""

    texts: Texts
    wanted: str
    city: City
    room: str

    @property
    def language(self) -> str:
        return self.wanted if self.wanted in self.texts.languages else "ja"

    def text(self, key: str, **values: object) -> str:
        full = key if "." in key else f"{self.room}.{key}"
        return self.texts.get(self.language, full, **{"city": self.city.name_in(self.language), **values})

    def __call__(self, key: str, **values: object) -> str:
        return self.text(key, **values)
