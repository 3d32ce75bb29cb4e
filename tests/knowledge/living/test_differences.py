"""A difference gives back both texts, and cuts at words."""

from __future__ import annotations

import pytest

from knowledge.living.differences import MOST, list_differences


def joined(before: str, after: str, leave_out: str) -> str:
    return "".join(one["text"] for one in list_differences(before, after) if one["change"] != leave_out)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("手数料は1,500円です。", "手数料は1,800円です。\n現金で払います。"),
        ("", "新しい"),
        ("消えた", ""),
        ("同じ", "同じ"),
        ("電話 026-226-4911", "TEL 026-226-4911"),
    ],
)
def test_both_texts_come_back(before: str, after: str) -> None:
    assert joined(before, after, "added") == before
    assert joined(before, after, "removed") == after


def test_a_number_is_one_word() -> None:
    assert list_differences("1,500円", "1,800円") == [
        {"change": "removed", "text": "1,500"},
        {"change": "added", "text": "1,800"},
        {"change": "same", "text": "円"},
    ]


def test_long_texts_are_cut() -> None:
    before = "手数料は300円です。" * 2_000
    assert joined(before, before[:-1], "added") == before[:MOST]
