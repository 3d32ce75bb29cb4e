"""Where a long answer is cut."""

import pytest

from handlers.faq.cards import LONG, first_sentences


def test_a_short_answer_is_left_alone() -> None:
    assert first_sentences("はい。できます。") == "はい。できます。"


def test_a_long_answer_ends_after_a_sentence() -> None:
    text = "あ" * 100 + "。" + "い" * 100 + "。" + "う" * 100 + "。"
    assert first_sentences(text) == "あ" * 100 + "。" + "い" * 100 + "。"


def test_an_abbreviation_ends_no_sentence() -> None:
    text = "Call us before 9 a.m. to apply. " + "Then wait for the letter. " * 10
    assert first_sentences(text).startswith("Call us before 9 a.m. to apply. Then wait")
    endless = "Call us before 9 a.m. to apply. " + "Then x" + "x" * 300
    assert first_sentences(endless) == "Call us before 9 a.m. to apply."


def test_a_quotation_is_not_torn() -> None:
    text = "「" + "あ" * 30 + "。」と書いてください。" + "い" * 300 + "。"
    assert first_sentences(text) == "「" + "あ" * 30 + "。」と書いてください。"


@pytest.mark.parametrize("text", ["あ" * 5000, "\n" * 500 + "あ" * 5000, "1.2." * 500, "。" * 1000])
def test_what_has_no_sentences_is_cut_all_the_same(text: str) -> None:
    assert 0 < len(first_sentences(text)) <= 2 * LONG
