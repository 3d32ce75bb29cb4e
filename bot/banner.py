"""A short urgent message of the city's, shown to every citizen until it is withdrawn."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlsplit

from pydantic import AwareDatetime, BaseModel, ConfigDict, field_validator

LONGEST_TEXT, LONGEST_URL = 300, 500
IN_THE_FILE = -1  # its version, which no version in the database has
INSTEAD = ("ja", "en")  # what is shown in a language that has no text of its own
_SPACE = re.compile(r"[\s\x00-\x1f\x7f]")


class Banner(BaseModel):
    """`texts` are by language, and "ja" is always there. Each change has a `version` of its own, never 0."""

    model_config = ConfigDict(frozen=True)

    texts: dict[str, str]
    url: str = ""
    until: AwareDatetime | None = None
    version: int = IN_THE_FILE

    @field_validator("texts")
    @classmethod
    def _are_short(cls, values: dict[str, str]) -> dict[str, str]:
        if not values.get("ja"):
            raise ValueError("there is no text in Japanese")
        if any(len(text) > LONGEST_TEXT for text in values.values()):
            raise ValueError(f"a text is longer than {LONGEST_TEXT} characters")
        return values

    @field_validator("url")
    @classmethod
    def _is_https(cls, value: str) -> str:
        if value and not is_https(value):
            raise ValueError("the link is no https address")
        return value

    def is_shown(self, now: datetime) -> bool:
        return self.until is None or now < self.until

    def say_in(self, language: str) -> Iterator[tuple[str, str]]:
        """(language, text): its own, else the Japanese and the English."""
        for one in (language,) if self.texts.get(language) else INSTEAD:
            if text := self.texts.get(one):
                yield one, text


def is_https(url: str) -> bool:
    """Whether it is an address that we may link to: https, a host, nobody's name before it, no space."""
    try:
        parts = urlsplit(url)
        is_whole = bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return False
    return parts.scheme == "https" and is_whole and "@" not in parts.netloc and not _SPACE.search(url)
