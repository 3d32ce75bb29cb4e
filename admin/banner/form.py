"""The banner's form: a text for each language, a link, and until when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from admin.settings.draft import Draft, narrow
from admin.settings.parsing import parse_moment
from bot.banner import LONGEST_TEXT, LONGEST_URL, is_https
from bot.city import City
from bot.clock import TOKYO
from bot.errors import UserError


@dataclass(frozen=True)
class BannerForm:
    languages: Sequence[str]
    columns: Sequence[str] = ()

    @property
    def names(self) -> Sequence[str]:
        return (*(f"text_{language}" for language in self.languages), "url", "until")

    def show(self, city: City) -> Draft:
        banner = city.banner
        if banner is None:
            return Draft(dict.fromkeys(self.names, ""))
        texts = {f"text_{language}": banner.texts.get(language, "") for language in self.languages}
        until = f"{banner.until.astimezone(TOKYO):%Y-%m-%dT%H:%M}" if banner.until else ""
        return Draft({**texts, "url": banner.url, "until": until})

    def check(self, draft: Draft) -> dict[str, Any]:
        texts = {
            language: draft.read(f"text_{language}", partial(_parse_text, is_needed=language == "ja"))
            for language in self.languages
        }
        until = draft.read("until", parse_moment)
        return {
            "banner": {
                "texts": {language: text for language, text in texts.items() if text},
                "url": draft.read("url", _parse_url),
                "until": until.isoformat() if until else None,
            }
        }


def _parse_text(typed: str, *, is_needed: bool) -> str:
    if is_needed and not typed:
        raise UserError("banner.text_missing")
    if len(typed) > LONGEST_TEXT:
        raise UserError("banner.text_long", longest=LONGEST_TEXT, length=len(typed))
    return typed


def _parse_url(typed: str) -> str:
    url = narrow(typed)
    if url and (len(url) > LONGEST_URL or not is_https(url)):
        raise UserError("banner.url_wrong")
    return url
