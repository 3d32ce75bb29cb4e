"""Cutting to LINE's limits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.line.fitting import split_text
from bot.channels.line.limits import (
    QUICK_REPLY_LABEL,
    TEXT,
    count_graphemes,
    count_units,
    cut,
    cut_units,
    drop_unsendable,
    is_visible,
)

FAMILY = "👨‍👩‍👧‍👦"
ODD_PARTS = (FAMILY, "a", "\u0301", "。", "\n", "\ud83d", "🇯🇵", " ", "\u200d")
ANY_TEXT = st.text(st.characters()) | st.lists(st.sampled_from(ODD_PARTS)).map("".join)


def test_counting_is_lines() -> None:
    assert (count_units("あ"), count_units("🍎"), count_units(FAMILY)) == (1, 2, 11)
    assert (count_graphemes("あ"), count_graphemes("が"), count_graphemes(FAMILY)) == (1, 1, 1)


def test_what_fits_stays() -> None:
    assert cut(FAMILY * 20, QUICK_REPLY_LABEL) == FAMILY * 20
    assert cut("あ" * 5_000, TEXT) == "あ" * 5_000
    assert cut("🍎" * 2_500, TEXT) == "🍎" * 2_500


def test_what_does_not_fit_ends_in_an_ellipsis() -> None:
    assert cut(FAMILY * 21, QUICK_REPLY_LABEL) == FAMILY * 19 + "…"
    assert cut_units("🍎" * 10, 6) == "🍎🍎…"
    assert cut_units(FAMILY * 2, 12) == FAMILY + "…"
    assert cut_units(FAMILY * 2, 11) == "…"


def test_a_pile_of_accents_is_no_label() -> None:
    assert cut("a" + "\u0301" * 9_000, QUICK_REPLY_LABEL) == "…"


@pytest.mark.parametrize(
    "text", ["", " ", "\n", "\u3000", "\u200b", "\ufeff", "\ud800", "\x00", "\u3164", "\u2060 \u200d"]
)
def test_invisible(text: str) -> None:
    assert not is_visible(text)


@given(ANY_TEXT, st.integers(1, 60))
def test_cutting_never_breaks_a_character(text: str, maximum: int) -> None:
    shortened = cut_units(text, maximum)
    assert count_units(shortened) <= maximum
    shortened.encode("utf-8")
    whole = drop_unsendable(text)
    assert shortened == whole or whole.startswith(shortened.removesuffix("…"))


@given(ANY_TEXT, st.integers(2, 60))
def test_splitting_loses_nothing_but_spaces(text: str, maximum: int) -> None:
    pieces = split_text(text, maximum)
    assert all(0 < count_units(piece) <= maximum for piece in pieces)
    assert all(is_visible(piece) for piece in pieces)
    seen = "".join(character for character in "".join(pieces) if is_visible(character))
    assert seen == "".join(character for character in drop_unsendable(text) if is_visible(character))


def test_splitting_is_at_the_ends_of_sentences() -> None:
    sentence = "申請は窓口で受け付けます。"
    pieces = split_text(sentence * 600)
    assert len(pieces) == 2
    assert all(piece.endswith("。") and count_units(piece) <= 5_000 for piece in pieces)
    assert "".join(pieces) == sentence * 600


def test_splitting_falls_back_to_words() -> None:
    assert split_text("the quick brown fox", 11) == ["the quick", "brown fox"]
