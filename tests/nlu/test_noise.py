"""Noise for training: always the same, never another number, never another alphabet."""

import re
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
import regex

from nlu.language import guess_language
from nlu.noise import KINDS, make_copies, make_copies_of
from nlu.noise.kana import drop_particles, read_some_nouns, space_words, to_katakana, to_romaji
from nlu.noise.politeness import change_ending, open_politely, speak
from nlu.noise.typos import convert_wrongly, drop_marks, slip_flick, slip_size, slip_voice, swap_letters
from nlu.training_data import TrainingData

SENTENCE = "住民票を1通お願いします"


@pytest.fixture(scope="module")
def copies(training_data: TrainingData) -> dict[str, list[str]]:
    return {example.text: make_copies(example.text) for example in training_data.examples[::7]}


def test_most_examples_have_copies_and_none_is_the_example(copies: dict[str, list[str]]) -> None:
    assert sum(len(found) >= 2 for found in copies.values()) > 0.8 * len(copies)
    assert all(text not in found and len(set(found)) == len(found) for text, found in copies.items())


def test_another_process_makes_the_same_copies() -> None:
    code = f"from nlu.noise import make_copies; print('|'.join(make_copies({SENTENCE!r})))"
    root = Path(__file__).resolve().parents[2]
    said = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True).stdout
    assert said.strip() == "|".join(make_copies(SENTENCE))


def test_numbers_stay() -> None:
    for text in (SENTENCE, "3月12日の10:30に予約したい", "税金は1,200円ですか", "I need 2 copies by March 3"):
        for copy in make_copies(text):
            assert re.findall(r"\d+", copy) == re.findall(r"\d+", text), (text, copy)


def test_the_alphabet_stays(copies: dict[str, list[str]]) -> None:
    others = {text: found for text, found in copies.items() if not regex.search(r"[\p{Kana}\p{Hira}]", text)}
    assert len(others) >= 40
    for text, found in others.items():
        if guess_language(text) in ("en", "ko", "vi", "pt"):
            assert not any(regex.search(r"[\p{Kana}\p{Hira}]", copy) for copy in found), (text, found)
        if guess_language(text) in ("en", "ko", "vi", "pt") and not regex.search(r"\p{Han}", text):
            assert not any(regex.search(r"\p{Han}", copy) for copy in found), (text, found)


@pytest.mark.parametrize(
    ("change", "text", "pattern"),
    [
        (to_katakana, SENTENCE, "ジュウミンヒョウヲ1ツウオネガイシマス"),
        (to_romaji, SENTENCE, "juuminhyouwo1tsuuonegaishimasu"),
        (drop_particles, "住民票をください", "住民票ください"),
        (read_some_nouns, "住民票がほしい", "(じゅうみん票|住民ひょう)がほしい"),
        (space_words, "住民票がほしい", "じゅう ?みん ?ひょうが ほしい|じゅうみん ?ひょうが ?ほしい"),
        (convert_wrongly, "住民票", "住民[表評標]"),
        (slip_flick, "か", "[きくけこ]"),
        (slip_voice, "は", "[ばぱ]"),
        (slip_size, "ょ", "よ"),
        (swap_letters, "no", "on"),
        (drop_marks, "Tôi muốn đăng ký", "Toi muon dang ky"),
        (change_ending, "講座に参加したいです", "講座に参加し.+"),
        (open_politely, "주민표 주세요", ".+, 주민표 주세요"),
        (speak, "はい、3.5人です。", "はい 3.5人です"),
    ],
)
def test_a_change_does_what_it_says(change, text: str, pattern: str) -> None:  # type: ignore[no-untyped-def]
    assert re.fullmatch(pattern, change(text, Random(1)))


def test_short_answers_have_no_slips_and_other_languages_no_kana() -> None:
    assert make_copies_of("typos", "はい") == []
    assert make_copies_of("kana", "请给我住民票") == []
    assert len(make_copies_of("typos", SENTENCE)) == KINDS["typos"][0]
