"""Names as they are written: rare kanji and their forms stay, what the font has not is marked, what steers goes."""

from __future__ import annotations

import pytest

from bot.documents.printable import GETA, clean
from tests.hostile import HOSTILE


@pytest.mark.parametrize(
    "name",
    ["髙﨑", "𠮷野", "葛\U000e0100城", "辻\U000e0100", "𩸽", "神", "Nguyễn", "홍길동", "O'Brien", "①㈱〒", "  ", ""],
)
def test_what_can_be_printed_stays(name: str) -> None:
    assert clean(name) == name


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("花子\U0001f600", f"花子{GETA}"),
        ("外字\ue000", f"外字{GETA}"),
        ("e\u0302\u0323", "\u1ec7"),
        ("か\u3099", "が"),
        ("a\r\nb\u2028c\td", "a b c d"),
        ("\u202eevil\u200b\ufeff\x00\x1b", "evil"),
        ("\U000e0100a\U000e0100", "a"),
        ("1\ufe0f\u20e3", f"1{GETA}"),
        ("\U0001f600\ufe0f", GETA),
    ],
)
def test_what_can_not(written: str, printed: str) -> None:
    assert clean(written) == printed


def test_it_is_always_one_line_that_steers_nothing() -> None:
    for words in HOSTILE:
        assert clean(clean(words)) == clean(words)
        assert len(clean(words).splitlines()) <= 1
