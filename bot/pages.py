"""What every page of ours knows: which language the browser wants, and how HTML names it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Request

from bot.banner import Banner
from bot.texts import LANGUAGES, Texts

_HTML_LANG = {"ja-easy": "ja", "zh": "zh-Hans"}


@dataclass(frozen=True)
class BannerView:
    """The city's banner for a page: (tag of its language, words) of each text, and the words around them."""

    version: int
    title: str
    pieces: tuple[tuple[str, str], ...]
    url: str
    more: str
    close: str


def present_banner(banner: Banner | None, texts: Texts, language: str) -> BannerView | None:
    """The banner in the language, for `web/banner.html`; None for none."""
    if banner is None:
        return None
    pieces = tuple((html_lang(one), words) for one, words in banner.say_in(language))
    title, more, close = (texts.get(language, f"web.banner_{part}") for part in ("title", "more", "close"))
    return BannerView(banner.version, title, pieces, banner.url, more, close)


def wanted_language(request: Request, languages: Sequence[str] = LANGUAGES) -> str:
    """What the browser asks for, as far as we have it, else English; Japanese when it asks for nothing."""
    # Not best_match(): it prefers an exact "ja" of low quality over an "en-GB" wanted more.
    tags = [tag for tag, quality in request.accept_languages if quality > 0 and tag != "*"]
    wanted = (tag.partition("-")[0].lower() for tag in tags)
    return next((language for language in wanted if language in languages), "en" if tags else "ja")


def html_lang(language: str) -> str:
    """The BCP 47 tag for `<html lang>`."""
    return _HTML_LANG.get(language, language)
