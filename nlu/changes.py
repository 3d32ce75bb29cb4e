"""Whether something said before is to be changed: 「やっぱり3通で」「名前まちがえた」 (words: `changes.yml`)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Any

from bot.yaml_files import parse_yaml
from nlu.parts import any_of, is_question
from nlu.tokenizer import noun_runs

_WRITTEN: dict[str, Any] = parse_yaml(Path(__file__).with_suffix(".yml").read_text("utf-8"))
_EXPLICIT, _HINTED = (re.compile(any_of(_WRITTEN[name])) for name in ("explicit", "hinted"))
_ASKED_ABOUT, _ASKED_FOR, _FILLERS = (re.compile(_WRITTEN[name]) for name in ("asked_about", "asked_for", "fillers"))
_INFLECTED = re.compile(f"(?:{_EXPLICIT.pattern})[ぁ-ん]*")
_LATIN_WORD = re.compile(r"[^\W\d_]{2,}")
_KANA = re.compile("[ぁ-ヺ]")


class Change(StrEnum):
    NONE = "none"
    ASKED_ABOUT = "asked about"  # a question, which changes nothing
    HINTED = "hinted"  # a change where a new value is said, too
    EXPLICIT = "explicit"


def tell_change(text: str) -> Change:
    """What a normalised text says about a change."""
    if _ASKED_ABOUT.search(text) or (is_question(text) and not _ASKED_FOR.search(text)):
        return Change.ASKED_ABOUT
    if _EXPLICIT.search(text):
        return Change.EXPLICIT
    return Change.HINTED if _HINTED.search(text) else Change.NONE


def says_no_more(text: str, known: Iterable[str]) -> bool:
    """Whether the text names nothing besides these words (values, names of slots) and the change itself."""
    for words in sorted(known, key=len, reverse=True):
        text = text.replace(words, " ")
    rest = _FILLERS.sub(" ", _HINTED.sub(" ", _INFLECTED.sub(" ", text)))
    return not (noun_runs(rest) if _KANA.search(rest) else _LATIN_WORD.search(rest))
