"""What every page of ours knows: which language the browser wants, and how HTML names it."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Request

from bot.texts import LANGUAGES

_HTML_LANG = {"ja-easy": "ja", "zh": "zh-Hans"}


def wanted_language(request: Request, languages: Sequence[str] = LANGUAGES) -> str:
    """What the browser asks for, as far as we have it, else English; Japanese when it asks for nothing."""
    # Not best_match(): it prefers an exact "ja" of low quality over an "en-GB" wanted more.
    tags = [tag for tag, quality in request.accept_languages if quality > 0 and tag != "*"]
    wanted = (tag.partition("-")[0].lower() for tag in tags)
    return next((language for language in wanted if language in languages), "en" if tags else "ja")


def html_lang(language: str) -> str:
    """The BCP 47 tag for `<html lang>`."""
    return _HTML_LANG.get(language, language)
