"""Dates and times as the city writes them, in every language."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.dialogue.dates import say_date, say_moment, say_time
from bot.texts import LANGUAGES, Texts, find_text_files, load_texts

DAY = date(2026, 12, 1)  # a Tuesday
HALF_PAST_TEN = datetime(2026, 12, 1, 1, 30, tzinfo=UTC)  # 10:30 in Tokyo


class Speaker:
    """As much of a turn as wording needs."""

    def __init__(self, texts: Texts, language: str) -> None:
        self._texts, self._language = texts, language

    def text(self, key: str, **values: object) -> str:
        return self._texts.get(self._language, key, **values)


@pytest.fixture(scope="module")
def texts() -> Texts:
    return load_texts([path for path in find_text_files() if path.parent == Path(path.parents[1] / "dialogue")])


def speaker(texts: Texts, language: str) -> Any:
    return Speaker(texts, language)


def test_a_japanese_date_has_its_era_and_a_moment_its_weekday(texts: Texts) -> None:
    turn = speaker(texts, "ja")
    assert say_date(turn, DAY) == "令和8年12月1日"
    assert say_moment(turn, HALF_PAST_TEN) == "令和8年12月1日（火）午前10時30分"


def test_a_date_before_reiwa_is_western(texts: Texts) -> None:
    assert say_date(speaker(texts, "ja"), date(2019, 4, 30)) == "2019年4月30日"
    assert say_date(speaker(texts, "ja"), date(2019, 5, 1)) == "令和元年5月1日"


@pytest.mark.parametrize(
    ("hour", "minute", "said"),
    [(8, 30, "午前8時30分"), (12, 0, "午後0時"), (0, 5, "午前0時5分"), (17, 15, "午後5時15分")],
)
def test_times_are_said_in_half_days(texts: Texts, hour: int, minute: int, said: str) -> None:
    in_tokyo = datetime.fromisoformat(f"2026-12-01T{hour:02}:{minute:02}:00+09:00")
    assert say_time(speaker(texts, "ja"), in_tokyo) == said


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("ja-easy", "2026年（令和8年）12月1日（火曜日） 午前（ごぜん）10時30分"),
        ("en", "Tuesday, 1 December 2026, 10:30 a.m."),
        ("zh", "2026年12月1日（周二）10:30"),
        ("ko", "2026년 12월 1일(화) 오전 10:30"),
        ("vi", "10:30, T3, ngày 1/12/2026"),
    ],
)
def test_each_language_has_its_own_way(texts: Texts, language: str, said: str) -> None:
    assert language in LANGUAGES
    assert say_moment(speaker(texts, language), HALF_PAST_TEN) == said
