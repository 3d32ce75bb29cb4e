"""When places are open: the pattern, holidays, closures, and the edges of day and year."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from pydantic import ValidationError

from bot.clock import TOKYO
from bot.opening_hours import WEEKDAYS, OpeningHours
from bot.services.reservations.rules import Rule
from tests.bot.reservations.openings import CITY, at, make_rule


def starts(rule: Rule, day: date, city: OpeningHours = CITY) -> list[str]:
    return [f"{one.starts_at.astimezone(TOKYO):%H:%M}" for one in rule.plan_day(city, day)]


def test_a_day_in_timeframes_and_no_half_one_at_the_end() -> None:
    planned = make_rule(opens="09:00", closes="10:40", minutes=30, capacity=4).plan_day(CITY, date(2026, 12, 3))
    assert [one.starts_at for one in planned] == [at(2026, 12, 3, 9, minute) for minute in (0, 30)] + [
        at(2026, 12, 3, 10)
    ]
    assert {(one.ends_at - one.starts_at, one.capacity) for one in planned} == {(timedelta(minutes=30), 4)}


@pytest.mark.parametrize(
    ("day", "is_open"),
    [
        (date(2026, 12, 4), True),  # a Friday
        (date(2026, 12, 5), False),  # a Saturday
        (date(2026, 12, 28), True),
        (date(2026, 12, 29), False),  # the city is closed until January 3
        (date(2027, 1, 1), False),
        (date(2027, 1, 3), False),
        (date(2027, 1, 4), True),
        (date(2027, 1, 11), False),  # a holiday by law
        (date(2027, 3, 22), False),  # the day after one that fell on a Sunday
        (date(2027, 2, 17), False),  # closed by staff, once
        (date(2027, 2, 18), True),
    ],
)
def test_which_days_are_open(day: date, is_open: bool) -> None:
    assert bool(starts(make_rule(), day)) is is_open


def test_open_on_holidays_where_the_rule_says_so_but_never_when_the_city_is_closed() -> None:
    rule = make_rule(on_holidays=True)
    assert starts(rule, date(2027, 1, 11))
    assert not starts(rule, date(2027, 1, 1))


def test_the_second_and_fourth_sunday() -> None:
    rule = make_rule(days=["sunday"], weeks=[2, 4])
    sundays = [date(2026, 11, 1) + timedelta(weeks=week) for week in range(9)]
    assert [day.day for day in sundays if starts(rule, day)] == [8, 22, 13, 27]


def test_the_days_of_the_service_itself_lie_over_the_pattern() -> None:
    rule = make_rule(
        closures=[{"from": "12-07", "to": "12-07"}],
        special_days=[
            {"from": "2026-12-03", "to": "2026-12-03"},
            {
                "from": "2026-12-05",
                "to": "2026-12-05",
                "hours": [{"opens": "10:00", "closes": "11:00", "minutes": 60, "capacity": 1}],
            },
        ],
    )
    assert not starts(rule, date(2026, 12, 3))
    assert not starts(rule, date(2026, 12, 7))
    assert starts(rule, date(2026, 12, 5)) == ["10:00"]


def test_at_midnight_the_day_is_japans() -> None:
    rule = make_rule(days=WEEKDAYS, opens="22:00", closes="00:00", minutes=60)
    planned = rule.plan_day(CITY, date(2026, 12, 28))
    assert [one.starts_at for one in planned] == [
        datetime(2026, 12, 28, 13, tzinfo=UTC),
        datetime(2026, 12, 28, 14, tzinfo=UTC),
    ]
    assert planned[-1].ends_at == datetime(2026, 12, 28, 15, tzinfo=UTC)  # 0 o'clock of the 29th, on which it is closed
    early = make_rule(days=WEEKDAYS, opens="00:00", closes="01:00", minutes=60)
    assert early.plan_day(CITY, date(2027, 1, 4))[0].starts_at == datetime(2027, 1, 3, 15, tzinfo=UTC)


def test_a_plan_goes_over_new_year_and_begins_now() -> None:
    rule = make_rule(ahead_days=7, opens="09:00", closes="11:00", minutes=60)
    now = at(2026, 12, 28, 9, 30)
    planned = [one.starts_at for one in rule.plan(CITY, now)]
    assert planned == [at(2026, 12, 28, 10), at(2027, 1, 4, 9), at(2027, 1, 4, 10)]


def test_until_when_and_from_when_it_can_be_had() -> None:
    now = at(2026, 12, 31, 16, 59)
    assert make_rule(lead_minutes=90).find_earliest(now) == now + timedelta(minutes=90)
    day_before = make_rule(book_until=time(17))
    assert day_before.find_earliest(now) == at(2027, 1, 1, 0)
    assert day_before.find_earliest(now + timedelta(minutes=1)) == at(2027, 1, 2, 0)
    assert make_rule(ahead_days=1).find_latest(now) == at(2027, 1, 2, 0)


@pytest.mark.parametrize(
    "wrong",
    [
        {"opens": "10:00", "closes": "09:00"},
        {"minutes": 0},
        {"capacity": 0},
        {"days": ["someday"]},
        {"days": []},
        {"most_open": 0},
        {"ahead": 3},
        {"book_until": "25:00"},
    ],
)
def test_what_is_no_rule_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        make_rule(**wrong)
