"""Every Japanese answer of the demo city, made easier: nothing lost, and how much easier."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import Counter
from pathlib import Path

import pytest
import regex
import yaml

from nlu.easy.easing import Eased, ease
from nlu.easy.notes import split_sentences
from nlu.easy.rendering import render
from nlu.easy.rewriting import rewrite

CITY = Path(__file__).parents[3] / "bot" / "demo_city"
DEPARTMENTS = tuple(one["name"] for one in yaml.safe_load((CITY / "city.yml").read_text("utf-8"))["departments"])
with (CITY / "faq.csv").open(encoding="utf-8") as file:
    ANSWERS = {row["id"]: row["answer"] for row in csv.DictReader(file) if row["language"] == "ja"}

READING = re.compile(r"（[ぁ-ゖー]+）")
EXPLANATION = re.compile(r"＜[^＞]*＞")
# Counted on both sides; what may be said in another way stands together.
CONDITIONS = [
    *("以上", "以下", "未満", "以内", "以外", "必ず", "ただし", "ごとに", "ほか"),
    *("のみ|だけ|に限", "まで|〜", "原則|普通は", "除[いくき]", "前(?:に|まで|の)", "後(?:に|の)"),
]
ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925}


def strip(text: str) -> str:
    """Without what was added for reading."""
    return READING.sub("", EXPLANATION.sub("", text)).replace(" ", "")


def list_numbers(text: str) -> Counter[str]:
    return Counter(re.findall(r"\d[\d,.-]*\d|\d", unicodedata.normalize("NFKC", text)))


def list_western_years(text: str) -> Counter[str]:
    return Counter(str(ERAS[era] + int(year)) for era, year in re.findall(r"(令和|平成|昭和)(\d+)年", text))


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_nothing_is_lost(answer: str) -> None:
    easy = strip(ease(answer, DEPARTMENTS).text)
    assert list_numbers(easy) == list_numbers(answer) + list_western_years(answer)
    for name in DEPARTMENTS:
        assert (name in easy) >= (name in answer), name
    for quoted in re.findall(r"「([^」]*)」", answer):
        assert quoted.replace(" ", "") in easy
    for word in re.findall(r"[ァ-ヺー]{2,}|[A-Za-z]{2,}", answer):
        assert word in easy
    for condition in CONDITIONS:
        said = answer.replace("前もって", "")
        assert len(re.findall(condition, easy)) >= len(re.findall(condition, said)), condition


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_spaces_readings_and_meanings_are_all_that_is_added(answer: str) -> None:
    for line in answer.splitlines():
        for sentence in split_sentences(line):
            easy = rewrite(sentence)
            assert strip(render(easy)) == strip(easy)


@pytest.fixture(scope="module")
def eased() -> list[Eased]:
    return [ease(answer, DEPARTMENTS) for answer in ANSWERS.values()]


def test_nearly_all_sentences_are_made_easier(eased: list[Eased]) -> None:
    """None stays as it was, and more of them keep to the guideline's 30 characters."""
    assert sum(one.sentences for one in eased) > 800
    assert sum(one.kept for one in eased) <= 4
    before = [one for answer in ANSWERS.values() for line in answer.splitlines() for one in split_sentences(line)]
    after = [strip(line) for one in eased for line in one.text.splitlines()]
    assert share_of_short(after) >= share_of_short(before) + 0.07


def share_of_short(sentences: list[str]) -> float:
    return sum(len(one.rstrip("。")) <= 30 for one in sentences) / len(sentences)


def test_hard_kanji_have_readings(eased: list[Eased]) -> None:
    easy = set("".join(yaml.safe_load((CITY.parents[1] / "nlu/easy/kanji.yml").read_text("utf-8"))))
    words = [word for one in eased for word in regex.findall(r"[\p{Han}々]+(?:（[ぁ-ゖー]+）)?", one.text)]
    hard = [word for word in words if not easy.issuperset(word.partition("（")[0])]
    bare = Counter(word for word in hard if not word.endswith("）"))
    # The era beside the western year is written without one, as the counter does everywhere.
    for known in ("令和", "平成", "昭和", "年度"):
        del bare[known]
    assert sum(bare.values()) / len(hard) <= 0.01, bare.most_common(20)


def test_an_answer_has_few_words_to_look_up(eased: list[Eased]) -> None:
    assert max(len(one.words) for one in eased) <= 5
    assert max(len(EXPLANATION.findall(line)) for one in eased for line in one.text.splitlines()) <= 4
