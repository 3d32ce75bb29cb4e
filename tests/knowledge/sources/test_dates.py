"""Dates as city offices write them."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge.sources.dates import find_date, find_dates, parse_date


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
        ("20260401", date(2026, 4, 1)),
        ("20261301", None),
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


def test_every_date_within_a_text() -> None:
    text = "公開日 2025年4月1日、更新日 令和８年１０月２日、期限 2026年2月30日、電話 026-000-1000"
    assert find_dates(text) == [date(2025, 4, 1), date(2026, 10, 2)]
    assert find_dates("20260401") == [date(2026, 4, 1)]
    assert find_dates("") == []
    assert find_date("2026-99-99 の次は 2026-01-02") == date(2026, 1, 2)
