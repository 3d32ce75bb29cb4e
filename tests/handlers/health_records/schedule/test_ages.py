"""Ages by the law, intervals by the ministry's explanations."""

from __future__ import annotations

from datetime import date

import pytest

from handlers.health_records.schedule.ages import add, find_day, find_year, parse_interval, parse_point, reach


@pytest.mark.parametrize(
    ("born", "months", "expected"),
    [
        (date(2025, 6, 10), 12, date(2026, 6, 9)),  # the day before the birthday
        (date(2026, 7, 31), 2, date(2026, 9, 30)),  # the ministry's own example: no 31st, so the last day
        (date(2026, 3, 31), 2, date(2026, 5, 30)),
        (date(2026, 12, 29), 2, date(2027, 2, 28)),
        (date(2026, 12, 28), 2, date(2027, 2, 27)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 28)),
        (date(2026, 1, 1), 12, date(2026, 12, 31)),
        (date(2020, 4, 1), 72, date(2026, 3, 31)),  # enters school a year before who was born the day after
        (date(2020, 4, 2), 72, date(2026, 4, 1)),
    ],
)
def test_an_age_is_reached_the_day_before(born: date, months: int, expected: date) -> None:
    assert reach(born, months) == expected


@pytest.mark.parametrize(
    ("text", "is_end", "expected"),
    [
        ("6w", False, date(2026, 9, 12)),
        ("104d", True, date(2026, 11, 13)),
        ("24w", True, date(2027, 1, 16)),
        ("7y6m", True, date(2034, 1, 31)),
        ("6y@year", False, date(2032, 4, 1)),
        ("6y@year", True, date(2033, 3, 31)),
    ],
)
def test_a_point_in_a_life(text: str, is_end: bool, expected: date) -> None:
    assert find_day(parse_point(text), date(2026, 8, 1), is_end=is_end) == expected


@pytest.mark.parametrize(
    ("given", "interval", "expected"),
    [
        (date(2026, 10, 5), "27d", date(2026, 11, 2)),  # the same weekday, four weeks later
        (date(2026, 10, 5), "6d", date(2026, 10, 12)),
        (date(2026, 10, 5), "139d", date(2027, 2, 22)),
        (date(2026, 10, 5), "3m", date(2027, 1, 5)),
        (date(2026, 12, 31), "2m", date(2027, 3, 1)),  # no 31st: over on the next month's first
        (date(2026, 11, 30), "1m", date(2026, 12, 30)),
        (date(2026, 10, 31), "1m", date(2026, 12, 1)),
    ],
)
def test_an_interval_has_passed(given: date, interval: str, expected: date) -> None:
    assert add(given, parse_interval(interval)) == expected


@pytest.mark.parametrize("text", ["", "12", "m12", "1y3d", "27h"])
def test_what_is_no_age_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"no age|an age is"):
        parse_point(text)


def test_what_is_no_interval_is_refused() -> None:
    with pytest.raises(ValueError, match="no interval"):
        parse_interval("6w")


def test_a_year_begins_in_april() -> None:
    assert (find_year(date(2027, 3, 31)), find_year(date(2027, 4, 1))) == (2026, 2027)
