"""What every page of ours knows: which language the browser wants, and how HTML names it."""

from __future__ import annotations

from flask import Request

from bot.texts import LANGUAGES

_HTML_LANG = {"ja-easy": "ja", "zh": "zh-Hans"}


def wanted_language(request: Request) -> str:
    """What the browser asks for, as far as we have it; nothing is remembered."""
    # Not best_match(): it prefers an exact "ja" of low quality over an "en-GB" wanted more.
    wanted = (tag.partition("-")[0].lower() for tag, quality in request.accept_languages if quality > 0)
    return next((language for language in wanted if language in LANGUAGES), "ja")


def html_lang(language: str) -> str:
    """The BCP 47 tag for `<html lang>`."""
    return _HTML_LANG.get(language, language)
