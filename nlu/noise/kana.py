"""One sentence in the scripts people write it in: as it is read, in katakana, in part, spaced, without particles."""

from __future__ import annotations

from random import Random

import regex

from nlu.romaji import write_romaji
from nlu.tokenizer import Word, list_words, reading

_KANJI = regex.compile(r"\p{Han}")
_TO_KATAKANA = {code: code + 0x60 for code in range(ord("ぁ"), ord("ゖ") + 1)}
_CONTENT = ("名詞", "動詞", "形容詞", "形状詞", "副詞", "代名詞", "連体詞", "感動詞", "接続詞")
_DROPPED = ("を", "が", "は", "に", "の", "へ")
_PARTICLE = "助詞"


def to_katakana(text: str, _random: Random) -> str:
    """All as it is read, in katakana; half-width kana need no copy, as normalising makes them the same."""
    return reading(text).translate(_TO_KATAKANA)


def read_some_nouns(text: str, random: Random) -> str:
    """Some of the words in kanji, at least one, as they are read."""
    words = [word.surface for word in list_words(text)]
    places = [place for place, word in enumerate(words) if _KANJI.search(word)]
    if not places:
        return text
    for place in random.sample(places, (len(places) + 1) // 2):
        words[place] = reading(words[place])
    return "".join(words)


def drop_particles(text: str, random: Random) -> str:
    """Without most of を, が, は, に, の and へ."""
    return "".join(word.surface for word in list_words(text) if not _is_dropped(word, random))


def _is_dropped(word: Word, random: Random) -> bool:
    return word.part[0] == _PARTICLE and word.surface in _DROPPED and random.random() < 0.8


def space_words(text: str, random: Random) -> str:
    """As it is read, with spaces where phrases begin, as やさしい日本語 and many elderly people write."""
    words = list_words(text)
    spaced = (
        (" " if place and word.part[0] in _CONTENT and random.random() < 0.8 else "") + reading(word.surface)
        for place, word in enumerate(words)
    )
    return " ".join("".join(spaced).split())


def to_romaji(text: str, _random: Random) -> str:
    """As it is typed on a keyboard that was left on Latin letters."""
    return write_romaji(reading(text))
