"""Generated dates, said in every way that has one meaning, come back as the same date."""

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.entities import find_entities
from nlu.normalize import normalize

DIGITS = "〇一二三四五六七八九"
TODAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


def kanji(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else DIGITS[tens] + "十") + (DIGITS[ones] if ones else "")


WAYS: dict[str, Callable[[date], str]] = {
    "western": lambda day: f"{day.year}年{day.month}月{day.day}日",
    "western, kanji": lambda day: (
        f"{''.join(DIGITS[int(d)] for d in str(day.year))}年{kanji(day.month)}月{kanji(day.day)}日"
    ),
    "slashes": lambda day: f"{day.year}/{day.month}/{day.day}",
    "slashes, zeros": lambda day: f"{day:%Y/%m/%d}",
    "iso": lambda day: day.isoformat(),
    "dots": lambda day: f"{day.year}.{day.month}.{day.day}",
    "eight digits": lambda day: f"{day:%Y%m%d}",
    "with weekday": lambda day: f"{day.year}年{day.month}月{day.day}日({'月火水木金土日'[day.weekday()]})",
    "era": lambda day: f"令和{day.year - 2018}年{day.month}月{day.day}日",
    "era, kanji": lambda day: f"令和{kanji(day.year - 2018)}年{kanji(day.month)}月{kanji(day.day)}日",
    "era, letter": lambda day: f"R{day.year - 2018}.{day.month}.{day.day}",
    "full width": lambda day: f"{day.year}年{day.month}月{day.day}日".translate(
        {ord("0") + n: chr(ord("０") + n) for n in range(10)}
    ),
}


def one_date(text: str, today: date) -> object:
    entities = find_entities(normalize(text), today)
    assert len(entities) == 1, (text, entities)
    return entities[0].value


@pytest.mark.parametrize("way", WAYS)
@given(day=st.dates(date(2020, 1, 1), date(2099, 12, 31)), today=TODAYS)
def test_a_full_date_means_that_date_whatever_today_is(way: str, day: date, today: date) -> None:
    assert one_date(f"{WAYS[way](day)}に行きます", today) == {"date": day.isoformat()}


@given(today=TODAYS, ahead=st.integers(0, 180))
def test_a_date_without_year_is_the_coming_one(today: date, ahead: int) -> None:
    day = today + timedelta(days=ahead)
    assert one_date(f"{day.month}月{day.day}日", today) == {"date": day.isoformat()} or (day.month, day.day) == (2, 29)


@given(today=TODAYS, behind=st.integers(1, 120))
def test_a_date_just_past_keeps_both_readings(today: date, behind: int) -> None:
    day = today - timedelta(days=behind)
    value = one_date(f"{day.month}月{day.day}日", today)
    assert (day.month, day.day) == (2, 29) or {"date": day.isoformat()} in value["candidates"]  # type: ignore[index]


@given(today=TODAYS, days=st.integers(1, 400))
def test_days_from_now(today: date, days: int) -> None:
    assert one_date(f"{days}日後", today) == {"date": (today + timedelta(days=days)).isoformat()}


@given(today=TODAYS, weeks=st.sampled_from(["今週", "来週", "再来週"]), weekday=st.sampled_from("月火水木金土日"))
def test_a_weekday_of_a_week_is_that_weekday(today: date, weeks: str, weekday: str) -> None:
    value = one_date(f"{weeks}の{weekday}曜日", today)
    readings = value.get("candidates", [value])  # type: ignore[attr-defined]
    days = [date.fromisoformat(reading["date"]) for reading in readings]
    assert all("月火水木金土日"[day.weekday()] == weekday for day in days)
    assert len(days) == 1 or today.weekday() == 6 or weekday == "日"


@given(hour=st.integers(0, 23), minute=st.integers(0, 59))
def test_times_of_the_24_hour_clock(hour: int, minute: int) -> None:
    assert find_entities(f"{hour:02}:{minute:02}")[0].value == {"time": f"{hour:02}:{minute:02}"}
    word, said = ("午前", hour) if hour < 12 else ("午後", hour - 12)
    assert find_entities(f"{word}{said}時{minute}分")[0].value == {"time": f"{hour:02}:{minute:02}"}


@given(
    st.text(alphabet=st.sampled_from("0123456789年月日時分前後週末来今先第の火水(~)/.-:から歳円通〒午令和 ")), TODAYS
)
def test_no_text_breaks_the_rules(text: str, today: date) -> None:
    normal = normalize(text)
    end = 0
    for entity in find_entities(normal, today):
        assert end <= entity.start < entity.end <= len(normal)
        assert normal[entity.start : entity.end] == entity.text
        json.dumps(entity.value)
        end = entity.end


def test_today_is_tokyos_by_default() -> None:
    values = {datetime.now().astimezone().date() + timedelta(days=offset) for offset in (-1, 0, 1)}
    assert date.fromisoformat(find_entities("今日")[0].value["date"]) in values
