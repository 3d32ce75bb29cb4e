"""Words for a day or time that say none, beside those that do."""

from __future__ import annotations

import pytest

from nlu.interpretation import Entity
from nlu.unclear import list_unclear


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("6月31日に行きたい", ["6月31日"]),
        ("13月1日", ["13月1日"]),
        ("2月29日", ["2月29日"]),
        ("32日に", ["32日"]),
        ("30日の25時", ["25時"]),
        ("10時65分", ["10時65分"]),
        ("14:70に", ["14:70"]),
        ("連休明けに", ["連休明け"]),
        ("夏休みのあと", ["夏休みのあと"]),
        ("next Thursday afternoon please", ["next Thursday afternoon"]),
        ("31 June", ["31 June"]),
        ("下周四下午", ["下周四下午"]),
        ("다음 주 목요일", ["다음 주 목요일"]),
        ("thứ năm", ["thứ năm"]),
        ("24時に", []),
        ("3日間", []),
        ("12月4日の予約を変えたい", []),  # a day that is there: the entities leave out what is taken back
        ("受け取りたい", []),
    ],
)
def test_without_entities(text: str, expected: list[str]) -> None:
    assert list_unclear(text, []) == expected


def test_what_was_understood_is_clear() -> None:
    day = Entity("date", {"date": "2026-12-03"}, "12月3日", 0, 5)
    assert list_unclear("12月3日の午前", [day]) == []


def test_around_a_day_is_no_day() -> None:
    bon = Entity("date", {"from": "2027-08-13", "to": "2027-08-16"}, "お盆", 0, 2)
    assert list_unclear("お盆のあとに", [bon]) == ["お盆のあと"]
    year_opening = Entity("date", {"from": "2027-01-01", "to": "2027-01-10"}, "年明け", 0, 3)
    assert list_unclear("年明けに", [year_opening]) == []
