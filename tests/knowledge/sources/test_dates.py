"""Dates as city offices write them."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge.sources.dates import find_date, parse_date


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-04-01", date(2026, 4, 1)),
        ("2026/4/1", date(2026, 4, 1)),
        ("2026年4月1日", date(2026, 4, 1)),
        ("令和8年12月1日", date(2026, 12, 1)),
        ("令和元年5月1日", date(2019, 5, 1)),
        ("平成３０年１月２日", date(2018, 1, 2)),
        ("R8.4.1", date(2026, 4, 1)),
        ("2026-13-01", None),
        ("8年4月1日", None),
        ("2026-04-01 まで", None),
        ("来週", None),
        ("", None),
    ],
)
def test_a_whole_cell(text: str, expected: date | None) -> None:
    assert parse_date(text) == expected


def test_within_a_sentence() -> None:
    assert find_date("更新日：令和8年11月16日（月）") == date(2026, 11, 16)
    assert find_date("modified 2026-11-16T09:00:00+09:00") == date(2026, 11, 16)
    assert find_date("電話 026-000-1000") is None
