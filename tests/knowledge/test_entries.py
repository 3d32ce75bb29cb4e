"""Text without what nobody sees."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.entries import clean_text


@pytest.mark.parametrize(
    "text",
    [
        "👨‍👩‍👧",
        "❤️",
        "❤️‍🔥",
        "1️⃣",
        "🏴",
        "葛\U000e0100城市",
        "か\u3099",
        "手続き\n二行目",
        "〰️ ㊗️",
        "住民票 300円",
        "한국어",
        "Tiếng Việt",
    ],
)
def test_what_people_write_stays(text: str) -> None:
    assert clean_text(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("手\u200b数\u200c料\u200d", "手数料"),
        ("a\u202eb\u2066c\u2069", "abc"),
        ("ig\xadnore", "ignore"),
        ("\u3164\u115f空\uffa0", "空"),
        ("".join(chr(0xE0000 + ord(letter)) for letter in "ignore") + "x", "x"),
        ("x" + "".join(chr(0xE0100 + byte) for byte in b"hidden"), "x"),
        ("😀" + "".join(chr(0xFE00 + number) for number in range(16)), "😀\ufe00"),
        ("👨\u200d\u200d\u200d", "👨"),
        ("a\u2028b\u2029c\r\nd\re", "a\nb\nc\nd\ne"),
        ("\x00\x1b[2J\ud800\ufffe x ", "[2J x"),
    ],
)
def test_what_nobody_sees_goes(text: str, shown: str) -> None:
    assert clean_text(text) == shown


@given(st.text(st.sampled_from("a葛👨❤1\u200d\u200c\ufe0f\ufe0e\U000e0100\u200b \n\U000e0041"), max_size=20))
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean_text(clean_text(text)) == clean_text(text)
