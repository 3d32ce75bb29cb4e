"""The word to come back: random enough, the same however it is written, unlike any other."""

from __future__ import annotations

import math
import unicodedata
from collections import Counter

import pytest

from handlers.child_consultation.service import codes
from handlers.child_consultation.service.codes import hash_code, is_code, make_code, read_code, spell_code
from handlers.child_consultation.service.romaji import load_words, write_romaji

SMALL = str.maketrans("ぁぃぅぇぉっゃゅょ", "あいうえおつやゆよ", "ー\u3099\u309a")
WORDS = load_words()["code"]


def test_it_has_forty_bits() -> None:
    assert len(set(WORDS)) == len(WORDS)
    assert codes.WORDS * math.log2(len(WORDS)) + codes.DIGITS * math.log2(10) >= 40


def test_no_two_words_are_alike() -> None:
    alike = Counter(unicodedata.normalize("NFD", word).translate(SMALL) for word in WORDS)
    assert [word for word, times in alike.items() if times > 1] == []
    assert len({write_romaji(word) for word in WORDS}) == len(WORDS)
    assert all(write_romaji(word).isascii() for word in WORDS)


@pytest.mark.parametrize(
    "typed",
    [
        "うさぎ たいこ みかん ふうせん 482",
        "うさぎたいこみかんふうせん482",
        "ウサギ　タイコ・ミカン　フウセン　４８２",
        "うさぎ、たいこ、みかん\nふうせん　４ ８ ２",
        "usagi taiko MIKAN fuusen 482",
        "Usagi-Taiko-Mikan-Fuusen-482",
    ],
)
def test_it_is_the_same_however_it_is_written(typed: str) -> None:
    assert read_code(typed) == read_code("うさぎ たいこ みかん ふうせん 482")


@pytest.mark.parametrize("typed", ["", " ", "x" * 5000, "うさぎ たいこ みかん ふうせん", "🐰🥁🍊🎈482", "' OR 1=1 --"])
def test_other_things_are_other_words(typed: str) -> None:
    assert read_code(typed) != read_code("うさぎ たいこ みかん ふうせん 482")


def test_it_is_kept_as_argon2id_alone() -> None:
    code = make_code()
    kept = hash_code(code)
    assert kept.startswith("$argon2id$")
    assert is_code(kept, spell_code(code))
    assert not is_code(kept, make_code())
    assert not is_code("", code)
