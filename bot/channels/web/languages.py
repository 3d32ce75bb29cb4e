"""Which language the page speaks."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Request, session

from bot.pages import wanted_language
from bot.texts import LANGUAGES

_SPEECH = {"ja": "ja-JP", "ja-easy": "ja-JP", "en": "en-US", "zh": "zh-CN", "ko": "ko-KR", "vi": "vi-VN"}


def choose_language(request: Request, languages: Sequence[str] = LANGUAGES) -> str:
    """One of the languages: chosen now (`?lang=`, remembered in the session), before, or asked for by the browser."""
    chosen = request.args.get("lang", "")
    if chosen in languages:
        session["language"] = chosen
        return chosen
    remembered = session.get("language", "")
    if remembered in languages:
        return str(remembered)
    return wanted_language(request, languages)


def choose_furigana(request: Request) -> bool:
    """Whether kanji are shown with their readings: chosen now (`?ruby=1`, remembered in the session) or before."""
    chosen = request.args.get("ruby", "")
    if chosen in ("0", "1"):
        session["furigana"] = chosen == "1"
    return bool(session.get("furigana"))


def spoken_language(request: Request, languages: Sequence[str] = LANGUAGES) -> str:
    """As chosen now or asked for by the browser; nothing is remembered."""
    chosen = request.args.get("lang", "")
    return chosen if chosen in languages else wanted_language(request, languages)


def speech_lang(language: str) -> str:
    """The BCP 47 tag with a region, as browsers that listen want it."""
    return _SPEECH.get(language, language)
