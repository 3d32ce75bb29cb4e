"""Ages and times as parents say them."""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest

from bot.clock import TOKYO
from handlers.child_care.said_ages import find_ages
from handlers.child_care.said_times import read_spans
from nlu.entities import find_entities
from nlu.normalize import normalize

TUESDAY = datetime(2026, 12, 1, 16, 0, tzinfo=TOKYO)


@pytest.mark.parametrize(
    ("said", "months"),
    [
        ("2歳の子と行ける", (24, 35)),
        ("1歳半です", (18, 18)),
        ("8か月の赤ちゃん", (8, 8)),
        ("生後６ヶ月", (6, 6)),
        ("2さいの こ", (24, 35)),
        ("1歳と4歳の子", (12, 59)),
        ("0歳児", (0, 11)),
        ("my 2-year-old", (24, 35)),
        ("a one year old and an 8 month old", (8, 23)),
        ("3岁的孩子", (36, 47)),
        ("宝宝6个月", (6, 6)),
        ("18개월 아이", (18, 18)),
        ("2살 아이", (24, 35)),
        ("bé 2 tuổi", (24, 35)),
        ("bé 9 tháng tuổi", (9, 9)),
        ("6か月後に入りたい", None),
        ("80歳の母", None),
        ("保育園の空き", None),
    ],
)
def test_ages(said: str, months: tuple[int, int] | None) -> None:
    text = normalize(said)
    values = [one.value for one in find_entities(text) if one.entity == "age"]
    assert find_ages(text, values) == months


def moment(said: str) -> datetime:
    return datetime.fromisoformat(f"2026-12-{said}").replace(tzinfo=TOKYO)


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("今夜やっている小児科", "01 18:00", "02 06:00"),
        ("今日の当番医", "01 16:00", "02 00:00"),
        ("日曜日に開いている病院", "06 00:00", "07 00:00"),
        ("今週末のイベント", "05 00:00", "07 00:00"),
        ("12月6日の夜", "06 18:00", "07 06:00"),
        ("clinics open tonight", "01 18:00", "02 06:00"),
    ],
)
def test_times(said: str, first: str, last: str) -> None:
    turn: Any = SimpleNamespace(
        now=TUESDAY, interpretation=SimpleNamespace(entities=find_entities(normalize(said), TUESDAY))
    )
    assert read_spans(turn) == [(moment(first), moment(last))]


def test_what_is_over_says_nothing() -> None:
    turn: Any = SimpleNamespace(
        now=TUESDAY, interpretation=SimpleNamespace(entities=find_entities("昨日の当番医", TUESDAY))
    )
    assert read_spans(turn) == []
