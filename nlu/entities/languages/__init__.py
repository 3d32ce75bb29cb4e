"""Days and times said in English, Chinese, Korean or Vietnamese, written as the rules of Japanese know them.

A file for each language says how: `next Friday` is 次の金曜, of which the rules know that it may be one of two. What is
in none of the files, or is named in `leave`, stays as it is, finds no rule and is asked back.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bot.yaml_files import parse_yaml
from nlu.entities.respelled import Piece, Respelled
from nlu.entities.vocabulary import any_of

_KANA = re.compile("[ぁ-ゖァ-ヺ]")
_HANGUL = re.compile("[가-힣]")
_HAN = re.compile("[一-龥]")
_WORD = re.compile(r"\b(?!(?:[ap]m|ok)\b)[^\W\d_]{2}", re.IGNORECASE)
_GROUP = re.compile(r"\{(?P<name>[a-z])\}")
_HIDDEN = "□"
# What rules may name as %date% and %time%: days and times that stand in Japanese already.
_SAID = {
    "date": r"(?:(?:\d{4}年)?\d{1,2}月)?\d{1,2}日(?:\([月火水木金土日]\))?|"
    r"(?:今週|来週|再来週|先週|次の)?[月火水木金土日]曜|明日|今日|明後日|今週末|来週末|再来週|来週|今週|来月|今月",
    "time": r"(?:午[前後]|昼|夜|朝)?\d{1,2}時(?:\d{1,2}分|半)?+|正午|\d{1,2}:\d\d",
}


@dataclass(frozen=True)
class _Rule:
    """`pieces` are what stands for a match; a name in braces is the group's value. Of several pieces each stands for
    the last group that it names, and the last one for all behind it too."""

    pattern: re.Pattern[str]
    pieces: Sequence[str]


@dataclass(frozen=True)
class _Language:
    words: dict[str, dict[str, str]]  # values of groups by the group's name
    leave: Sequence[re.Pattern[str]]
    rules: Sequence[_Rule]


def translate(text: Respelled) -> Respelled:
    """Days and times of other languages in Japanese; a text with kana is Japanese, and stays as it is."""
    for name in _list_languages(text.text):
        text = _apply(_load(name), text)
    return text


def _list_languages(text: str) -> Sequence[str]:
    if _KANA.search(text):
        return ()
    if _HANGUL.search(text):
        return ("ko",)
    if _HAN.search(text):
        return ("zh",)
    return ("vi", "en") if _WORD.search(text) else ("numbers",)


def _apply(language: _Language, text: Respelled) -> Respelled:
    for pattern in language.leave:
        text = text.replace(pattern, lambda match: _HIDDEN * len(match[0]))
    for rule in language.rules:
        text = text.replace_pieces(rule.pattern, lambda match, rule=rule: _spell(rule, match, language.words))  # type: ignore[misc]
    return text


def _spell(rule: _Rule, match: re.Match[str], words: dict[str, dict[str, str]]) -> list[Piece]:
    def say(group: re.Match[str]) -> str:
        said = match[group["name"]] or ""
        return words.get(group["name"], {}).get(said.casefold(), said)

    if len(rule.pieces) == 1:
        return [(_GROUP.sub(say, rule.pieces[0]), match.span())]
    spans = [match.span(_GROUP.findall(piece)[-1]) for piece in rule.pieces]
    spans[-1] = (spans[-1][0], match.end())
    return [(_GROUP.sub(say, piece), span) for piece, span in zip(rule.pieces, spans, strict=True)]


@cache
def _load(name: str) -> _Language:
    file: dict[str, Any] = parse_yaml(Path(__file__).with_name(f"{name}.yml").read_text("utf-8"))
    words = {group: {str(said): str(value) for said, value in known.items()} for group, known in file["words"].items()}
    known = {**{group: any_of(values) for group, values in words.items()}, **_SAID}

    def compile_(pattern: str) -> re.Pattern[str]:
        for group, values in known.items():
            pattern = pattern.replace(f"%{group}%", f"(?:{values})")
        return re.compile(pattern, re.IGNORECASE)

    return _Language(
        words,
        [compile_(pattern) for pattern in file["leave"]],
        [_Rule(compile_(pattern), spelled.split("|")) for pattern, spelled in file["rules"]],
    )
