"""Times and dates as each language says them, whatever the machine's time zone."""

from datetime import UTC, datetime

import pytest

from bot.channels.web.presentation import choose_words, present_entry, say_date, say_time
from bot.clock import TOKYO
from bot.messages import Choice, Text
from bot.services.transcript import Entry
from bot.texts import Texts


def test_an_entry_after_midnight_in_tokyo_belongs_to_the_new_day(texts: Texts) -> None:
    entry = Entry(1, "bot", datetime(2026, 11, 30, 15, 30, tzinfo=UTC), (Text("はい"),))
    view = present_entry(entry, choose_words(texts, "ja"))
    assert (view.day, view.day_words, view.time_words) == ("2026-12-01", "令和8年12月1日（火）", "午前0時30分")
    assert view.at == "2026-11-30T15:30:00+00:00"


def test_quick_replies_are_those_of_the_last_message_that_has_any(texts: Texts) -> None:
    messages = (Text("一", (Choice("古い", text="古い"),)), Text("二", (Choice("新しい", text="新しい"),)), Text("三"))
    view = present_entry(Entry(1, "bot", datetime(2026, 12, 1, tzinfo=UTC), messages), choose_words(texts, "ja"))
    assert view.choices == ({"label": "新しい", "text": "新しい"},)


@pytest.mark.parametrize(
    ("language", "hour", "minute", "expected"),
    [
        ("ja", 10, 30, "午前10時30分"),
        ("ja", 0, 5, "午前0時5分"),
        ("ja", 12, 0, "午後0時"),
        ("en", 0, 5, "12:05 a.m."),
        ("en", 12, 0, "12:00 p.m."),
        ("zh", 17, 15, "17:15"),
        ("ko", 17, 0, "오후 5:00"),
        ("vi", 8, 0, "8:00"),
    ],
)
def test_times_in_words(language: str, hour: int, minute: int, expected: str, texts: Texts) -> None:
    local = datetime(2026, 12, 1, hour, minute, tzinfo=TOKYO)
    assert say_time(local.astimezone(UTC).astimezone(TOKYO), choose_words(texts, language)) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("ja", "令和8年12月1日（火）"),
        ("ja-easy", "2026年（令和8年）12月1日（火曜日）"),
        ("en", "Tuesday, 1 December 2026"),
        ("zh", "2026年12月1日（周二）"),
        ("ko", "2026년 12월 1일(화)"),
        ("vi", "T3, ngày 1/12/2026"),
    ],
)
def test_dates_in_words(language: str, expected: str, texts: Texts) -> None:
    assert say_date(datetime(2026, 12, 1, 9, tzinfo=TOKYO), choose_words(texts, language)) == expected
