"""Changed numbers, limits, days and "nots" are refused wherever they stand in the demo city's FAQ."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from knowledge.generation.check import check_draft
from knowledge.generation.passages import Passage, make_passages
from knowledge.generation.refusals import Refusal
from knowledge.generation.reply import Draft, DraftSentence
from tests.knowledge.generation.attacks import ARABIC, CIRCLED, FULL_WIDTH, MATHEMATICAL
from tests.knowledge.generation.conftest import read_faq

WRITTEN: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("mutations.yml").read_text("utf-8"))
NUMBER = re.compile(r"\d[\d,.]*\d|\d")


def check(sentence: str, passage: Passage) -> Refusal | None:
    return check_draft(Draft((DraftSentence(sentence, ("p1",)),)), [passage])


def list_sentences() -> Iterator[tuple[str, Passage]]:
    """The city's own Japanese sentences that pass as they stand."""
    for source in read_faq().values():
        if source.language == "ja":
            (passage,) = make_passages([source])
            for sentence in re.findall(WRITTEN["sentence"], passage.text):
                if check(sentence, passage) is None:
                    yield sentence, passage


SENTENCES = list(list_sentences())
WITH_NUMBERS = [(sentence, passage) for sentence, passage in SENTENCES if NUMBER.search(sentence)]

TWICE = next(
    case for case in WITH_NUMBERS if "生ワクチンが1回4,000円" in case[0]
)  # the passage says 2回 elsewhere, too


def test_there_is_much_to_change() -> None:
    assert len(SENTENCES) >= 500
    assert len(WITH_NUMBERS) >= 250


@given(st.sampled_from(WITH_NUMBERS), st.integers(0, 9), st.integers(0, 2_000_000))
@settings(max_examples=400, deadline=None)
@example(WITH_NUMBERS[0], 0, 301)
def test_a_number_that_is_not_in_the_passage_is_refused(case: tuple[str, Passage], which: int, number: int) -> None:
    sentence, passage = case
    places = list(NUMBER.finditer(sentence))
    place = places[which % len(places)]
    known = {found.replace(",", "") for found in NUMBER.findall(passage.text)}
    assume(str(number) not in known)
    assert check(f"{sentence[: place.start()]}{number}{sentence[place.end() :]}", passage) is not None


@given(st.sampled_from(WITH_NUMBERS), st.integers(0, 40), st.integers(1, 9))
@settings(max_examples=400, deadline=None)
@example(TWICE, 0, 1)
def test_one_changed_digit_is_refused(case: tuple[str, Passage], which: int, step: int) -> None:
    sentence, passage = case
    places = [place for place, character in enumerate(sentence) if character in "0123456789"]
    place = places[which % len(places)]
    digit = (int(sentence[place]) + step) % 10
    changed = f"{sentence[:place]}{digit}{sentence[place + 1 :]}"
    assume(changed not in passage.text)
    assert check(changed, passage) is not None


@pytest.mark.parametrize(("said", "turned"), WRITTEN["changes"])
def test_a_turned_sentence_is_refused(said: str, turned: str) -> None:
    changed = [
        (sentence.replace(said, turned, 1), passage)
        for sentence, passage in SENTENCES
        if said in sentence and sentence.replace(said, turned, 1) not in passage.text
    ]
    assert changed
    assert [sentence for sentence, passage in changed if check(sentence, passage) is None] == []


def test_other_widths_say_the_same_and_odd_digits_are_refused() -> None:
    for sentence, passage in WITH_NUMBERS[:60]:
        if "http" in sentence or re.search(r"[A-Za-z#-]", sentence):
            continue
        wide = sentence.translate({code: FULL_WIDTH[code] for code in map(ord, "0123456789")})
        assert check(wide, passage) is None
        for digits in (ARABIC, CIRCLED, MATHEMATICAL):
            assert check(sentence.translate(digits), passage) is Refusal.WRITING


def test_two_values_that_change_places_are_refused() -> None:
    """Both are in the passage, each said of something else."""
    tried, passed = 0, []
    for sentence, passage in SENTENCES:
        fees = list(dict.fromkeys(re.findall(r"[\d,]+(?=円)", passage.text)))
        for fee in re.findall(r"[\d,]+(?=円)", sentence):
            for other in fees:
                changed = re.sub(rf"(?<![\d,]){fee}(?=円)", other, sentence, count=1)
                if other != fee and changed not in passage.text and fee not in changed:
                    tried += 1
                    passed += [changed] if check(changed, passage) is None else []
    assert tried >= 100
    assert passed == []
