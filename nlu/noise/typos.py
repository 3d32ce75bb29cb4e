"""Slips of phones and keyboards. Digits are never touched, and nothing changes its alphabet."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from random import Random

import regex

from nlu.noise.data import load_data

Slip = Callable[[str, Random], str]

_KANA = regex.compile(r"[ぁ-ゖァ-ヺー]")
_LETTER = regex.compile(r"[\p{Latin}\p{Hangul}]")
_PAIR = regex.compile(r"(\p{Latin})(\p{Latin})", regex.I)
_LOOSE_SPACE = regex.compile(r"(?<=[\p{Hangul}\p{Hiragana}\p{Katakana}\p{Han}]) (?=\P{Latin})")
_MARKS = regex.compile(r"\p{M}+")


def slip_flick(text: str, random: Random) -> str:
    """One kana becomes another of the same key: か, き, く."""
    return _swap_one(text, load_data("typos")["keys"], random)


def slip_voice(text: str, random: Random) -> str:
    """A dakuten too few or too many."""
    return _swap_one(text, load_data("typos")["voices"], random)


def slip_size(text: str, random: Random) -> str:
    """A large kana for a small one, or the other way: しよう for しょう."""
    return _swap_one(text, load_data("typos")["sizes"], random)


def drop_or_double(text: str, random: Random) -> str:
    """One kana or letter missing or typed twice."""
    place = _choose(text, regex.compile(rf"{_KANA.pattern}|{_LETTER.pattern}"), random)
    if place is None:
        return text
    return text[:place] + random.choice(["", text[place] * 2]) + text[place + 1 :]


def swap_letters(text: str, random: Random) -> str:
    """Two neighbouring Latin letters in the wrong order."""
    found = list(_PAIR.finditer(text, overlapped=True))
    if not found:
        return text
    start, end = random.choice(found).span()
    return text[:start] + text[start:end][::-1] + text[end:]


def drop_marks(text: str, _random: Random) -> str:
    """Latin letters without their marks, as Vietnamese and Portuguese are written in haste."""
    if not regex.search(r"\p{Latin}", text) or regex.search(r"[\p{Hiragana}\p{Katakana}\p{Hangul}]", text):
        return text
    bare = _MARKS.sub("", unicodedata.normalize("NFD", text)).replace("đ", "d").replace("Đ", "D")
    return unicodedata.normalize("NFC", bare)


def drop_spaces(text: str, _random: Random) -> str:
    """Without spaces where they matter little: between Korean words and Japanese phrases."""
    return str(_LOOSE_SPACE.sub("", text))


def convert_wrongly(text: str, random: Random) -> str:
    """A word in other kanji of the same reading: 住民表."""
    wrong = {right: others for right, others in load_data("typos")["conversions"].items() if right in text}
    if not wrong:
        return text
    right = random.choice(sorted(wrong))
    return text.replace(right, random.choice(wrong[right].split()), 1)


def _swap_one(text: str, groups: list[str], random: Random) -> str:
    partners = {kana: group.replace(kana, "") for group in groups for kana in group}
    places = [place for place, character in enumerate(text) if character in partners]
    if not places:
        return text
    place = random.choice(places)
    return text[:place] + random.choice(partners[text[place]]) + text[place + 1 :]


def _choose(text: str, pattern: regex.Pattern[str], random: Random) -> int | None:
    places = [found.start() for found in pattern.finditer(text)]
    return random.choice(places) if places else None
