"""What one version of an FAQ says, and what it has to look like."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from bot.errors import UserError
from knowledge.entries import clean_text
from nlu.normalize import normalize

LONGEST_QUESTION, LONGEST_ANSWER, LONGEST_ALIAS, MOST_ALIASES = 500, 20_000, 200, 50
LONGEST_CATEGORY, LONGEST_URL = 60, 1_000
_ADDRESS = re.compile(r"https?://[^\s<>\"']+")
DAYS = ("valid_from", "valid_until", "review_on")


class Wrong(UserError):
    """Something in one field of a form: `place` is the field's name."""

    def __init__(self, place: str, text_key: str, **values: object) -> None:
        super().__init__(text_key, **values)
        self.place = place


@dataclass(frozen=True)
class Wording:
    """The FAQ in one language. `id` and `url` are given where an imported file has others than the rule gives."""

    question: str
    answer: str
    aliases: tuple[str, ...] = ()
    id: str = ""
    url: str = ""


@dataclass(frozen=True)
class FaqContent:
    """`wordings` by language. It is served from `valid_from` to `valid_until`, both included, in Tokyo's dates."""

    department: str = ""
    category: str = ""
    url: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    review_on: date | None = None
    wordings: Mapping[str, Wording] = field(default_factory=dict)

    @property
    def question(self) -> str:
        """In Japanese, or else in the first language there is."""
        first = self.wordings.get("ja") or next(iter(self.wordings.values()), None)
        return first.question if first else ""

    def to_json(self) -> dict[str, Any]:
        values = asdict(self)
        values["wordings"] = {
            language: {**asdict(one), "aliases": list(one.aliases)} for language, one in self.wordings.items()
        }
        return values | {name: day.isoformat() if (day := getattr(self, name)) else None for name in DAYS}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> FaqContent:
        wordings = {
            language: Wording(**{**one, "aliases": tuple(one["aliases"])}) for language, one in data["wordings"].items()
        }
        days = {name: date.fromisoformat(data[name]) if data[name] else None for name in DAYS}
        return cls(**{**data, **days, "wordings": wordings})

    def list_words(self) -> str:
        """Everything in it that somebody may look for, folded as `fold` folds what they type."""
        words = [self.category, self.url]
        for one in self.wordings.values():
            words += [one.question, one.answer, *one.aliases]
        return fold("\n".join(words))


def fold(text: str) -> str:
    """Alike for what is typed alike: width and case don't matter."""
    return normalize(text).casefold()


def name_id(external_id: str, language: str, wording: Wording) -> str:
    """Of one language in the knowledge: `tax-1`, `tax-1-en`, `tax-1-easy`."""
    if wording.id:
        return wording.id
    return external_id if language == "ja" else f"{external_id}-{language.removeprefix('ja-')}"


def clean(content: FaqContent) -> FaqContent:
    """Without characters nobody sees; languages in which nothing is written are left out."""
    wordings = {}
    for language, one in content.wordings.items():
        aliases = tuple(dict.fromkeys(filter(None, (" ".join(clean_text(alias).split()) for alias in one.aliases))))
        question = " ".join(clean_text(one.question).split())
        made = replace(one, question=question, answer=clean_text(one.answer), aliases=aliases)
        if made.question or made.answer or made.aliases:
            wordings[language] = made
    category = " ".join(clean_text(content.category).split())
    return replace(content, wordings=wordings, category=category, url=clean_text(content.url))


def check(content: FaqContent) -> FaqContent:
    """The content, cleaned. Raises Wrong for the first field that can't be taken."""
    content = clean(content)
    if "ja" not in content.wordings:
        raise Wrong("question_ja", "answers.question_wanted")
    for language, one in content.wordings.items():
        _check_wording(language, one)
    if content.url and not _ADDRESS.fullmatch(content.url[: LONGEST_URL + 1]):
        raise Wrong("url", "answers.url_wrong")
    _check_length("url", content.url, LONGEST_URL)
    _check_length("category", content.category, LONGEST_CATEGORY)
    if content.valid_from and content.valid_until and content.valid_until < content.valid_from:
        raise Wrong("valid_until", "answers.days_crossed")
    return content


def _check_wording(language: str, one: Wording) -> None:
    if not one.question:
        raise Wrong(f"question_{language}", "answers.question_wanted")
    if not one.answer:
        raise Wrong(f"answer_{language}", "answers.answer_wanted")
    _check_length(f"question_{language}", one.question, LONGEST_QUESTION)
    _check_length(f"answer_{language}", one.answer, LONGEST_ANSWER)
    if len(one.aliases) > MOST_ALIASES:
        raise Wrong(f"aliases_{language}", "answers.aliases_many", most=MOST_ALIASES)
    for alias in one.aliases:
        _check_length(f"aliases_{language}", alias, LONGEST_ALIAS)


def _check_length(place: str, text: str, longest: int) -> None:
    if len(text) > longest:
        raise Wrong(place, "answers.too_long", longest=longest)
