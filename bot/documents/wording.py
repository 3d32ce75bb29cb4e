"""A document says things in the citizen's language and, beside it, in Japanese, since offices in Japan read it, too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.dialogue.dates import say_date
from bot.fonts import find_missing
from bot.texts import Texts

JAPANESE = "ja"
INSTEAD = "en"
# What typst takes for a language that HTML calls otherwise: (lang, region, script).
_TAGS = {"ja-easy": ("ja", "", ""), "zh": ("zh", "cn", "hans")}


@dataclass(frozen=True)
class Wording:
    """The same thing twice; `ja` is left out where it stands in `own` already."""

    own: str
    ja: str = ""

    def to_json(self) -> dict[str, str]:
        return {"own": self.own, "ja": "" if self.ja in self.own else self.ja}


@dataclass(frozen=True)
class DocumentWords:
    """The texts of documents in one language and in Japanese."""

    texts: Texts
    language: str

    def say(self, key: str, **values: object) -> Wording:
        """A text key without a room is one of ours."""
        full = key if "." in key else f"documents.{key}"
        return Wording(self.texts.get(self.language, full, **values), self.texts.get(JAPANESE, full, **values))

    def say_yen(self, yen: int) -> Wording:
        return self.say("yen", yen=f"{yen:,}")

    def say_day(self, day: date) -> Wording:
        """As the language writes it, and as everybody reads it."""
        own, ja = (say_date(_In(self.texts, one), day) for one in (self.language, JAPANESE))
        return Wording(f"{own} ({day.isoformat()})", f"{ja} ({day.isoformat()})")

    def tag(self) -> dict[str, Any]:
        lang, region, script = _TAGS.get(self.language, (self.language, "", ""))
        return {"lang": lang, "region": region, "script": script}


def choose_language(texts: Texts, language: str) -> str:
    """What a document for a reader of this language is in: English where our font has not its letters."""
    if language not in texts.languages:
        return JAPANESE
    return INSTEAD if find_missing(texts.name_language(language)) else language


@dataclass(frozen=True)
class _In:
    texts: Texts
    language: str

    def text(self, key: str, **values: object) -> str:
        return self.texts.get(self.language, key, **values)
