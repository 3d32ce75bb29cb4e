"""Readings over the kanji of what is shown, as `<ruby>`."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import regex
from markupsafe import Markup, escape

from nlu.easy.readings import list_furigana
from nlu.kanji import guess_by_characters

Write = Callable[..., Markup]  # of a text, and the language it is in; "" for the page's own

_WRITTEN = regex.compile(r"(\p{Han}+)\uff08([\p{Hiragana}\u30fc]+)\uff09")  # a reading that stands there already
_KANJI = regex.compile(r"\p{Han}")
_CHINESE = "zh"
_RUBY = Markup("<ruby>{}<rp>（</rp><rt>{}</rt><rp>）</rp></ruby>")


def choose_writer(page_language: str, *, has_furigana: bool) -> Write:
    """A function that writes texts as HTML, with readings where they are wanted and the text is Japanese."""

    def write(text: str, language: str = "") -> Markup:
        is_japanese = (
            has_furigana and (language or page_language).startswith("ja") and guess_by_characters(text) != _CHINESE
        )
        return _write(text) if is_japanese and _KANJI.search(text) else escape(text)

    return write


@lru_cache(maxsize=2_000)
def _write(text: str) -> Markup:
    pieces: list[Markup] = []
    end = 0
    for match in _WRITTEN.finditer(text):
        pieces += (_read(text[end : match.start()]), _RUBY.format(match[1], match[2]))
        end = match.end()
    return Markup("").join((*pieces, _read(text[end:])))


def _read(text: str) -> Markup:
    parts = list_furigana(text)
    return Markup("").join(
        _RUBY.format(part.text, part.reading) if part.reading else escape(part.text) for part in parts
    )
