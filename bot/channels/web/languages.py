"""Which language the page speaks."""

from __future__ import annotations

from flask import Request, session

from bot.texts import LANGUAGES

_SPEECH = {"ja": "ja-JP", "ja-easy": "ja-JP", "en": "en-US", "zh": "zh-CN", "ko": "ko-KR", "vi": "vi-VN"}
_HTML_LANG = {"ja-easy": "ja", "zh": "zh-Hans"}


def choose_language(request: Request) -> str:
    """One of LANGUAGES: chosen now (`?lang=`, remembered in the session), before, or asked for by the browser."""
    chosen = request.args.get("lang", "")
    if chosen in LANGUAGES:
        session["language"] = chosen
        return chosen
    remembered = session.get("language", "")
    if remembered in LANGUAGES:
        return str(remembered)
    return wanted_language(request)


def spoken_language(request: Request) -> str:
    """As chosen now or asked for by the browser; nothing is remembered."""
    chosen = request.args.get("lang", "")
    return chosen if chosen in LANGUAGES else wanted_language(request)


def wanted_language(request: Request) -> str:
    """What the browser asks for, as far as we have it; nothing is remembered."""
    # Not best_match(): it prefers an exact "ja" of low quality over an "en-GB" wanted more.
    wanted = (tag.partition("-")[0].lower() for tag, quality in request.accept_languages if quality > 0)
    return next((language for language in wanted if language in LANGUAGES), "ja")


def html_lang(language: str) -> str:
    """The BCP 47 tag for `<html lang>`."""
    return _HTML_LANG.get(language, language)


def speech_lang(language: str) -> str:
    """The BCP 47 tag with a region, as browsers that listen want it."""
    return _SPEECH[language]
