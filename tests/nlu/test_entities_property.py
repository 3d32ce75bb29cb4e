"""Whatever is said: no error, no overlap, every span where it stands, every day a real one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.clock import TOKYO
from bot.settings import DEMO_CITY
from nlu.entities import ENTITY_NAMES, find_entities
from nlu.entities.lookups import load_names
from nlu.entities.spelling import respell
from nlu.normalize import normalize
from nlu.when import list_readings
from tests.nlu.said_times import say_times

NAMES = load_names(DEMO_CITY)
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2060, 12, 31), timezones=st.just(TOKYO))  # noqa: DTZ001
LINES = (
    "来週 再来週の さらいしゅう 今週 木曜 日曜日 の に 、 から まで 〜 か じゃなくて やっぱり 12月 2月 30日 31日",
    "３日 十 二 令和 R8. 8年 元年 1868年 9999年の 0000年 99/99 今日 ゆうべ 午後 ごご さんじ 10時 25時 半 0分 前 後",
    "以内 以降 の翌日 1200年 週間 か月 朝 今夜 末 上旬 第5 年度 年末年始 大晦日 春分の日 次の 祝日 生まれ しました",
    "お願いします 以外 中 住民票 3通 妻 図書館 中央一丁目 受付番号 A-1 090-1234-5678 〒380-0813 5歳 100円",
)
WORDS = [word for line in LINES for word in line.split()]
TEXTS = st.one_of(st.text(), st.lists(st.sampled_from([*WORDS, " ", "\n"]), max_size=12).map("".join))


def dates_in(value: Any) -> Iterator[str]:
    """Every day and time of a value of a date or a time."""
    for reading in value.get("candidates", [value]):
        yield from (reading[name] for name in ("date", "from", "to", "time") if name in reading)


def is_real(said: str) -> bool:
    return bool(time.fromisoformat(said) if ":" in said else date.fromisoformat(said)) or said == "00:00"


@given(text=TEXTS, moment=MOMENTS)
def test_any_text_keeps_the_rules(text: str, moment: datetime) -> None:
    normal = normalize(text)
    end = 0
    for entity in find_entities(normal, moment, NAMES):
        assert entity.entity in ENTITY_NAMES
        assert end <= entity.start < entity.end <= len(normal)
        assert normal[entity.start : entity.end] == entity.text
        json.dumps(entity.value)
        end = entity.end
        if entity.entity in ("date", "time", "birth_date"):
            assert all(is_real(said) for said in dates_in(entity.value))


@given(text=TEXTS, moment=MOMENTS)
def test_readings_differ_and_end_after_they_start(text: str, moment: datetime) -> None:
    readings = list_readings(find_entities(normalize(text), moment))
    assert len(readings) == len(set(readings))
    for start, _, end in (reading.partition("/") for reading in readings):
        assert not end or start < end


@given(text=TEXTS)
def test_respelling_twice_changes_nothing_and_leads_back(text: str) -> None:
    respelled = respell(text)
    assert respell(respelled.text).text == respelled.text
    assert len(respelled.text) == len(respelled.starts) == len(respelled.ends)
    assert all(0 <= start < end <= len(text) for start, end in zip(respelled.starts, respelled.ends, strict=True))


def test_a_sentence_around_it_changes_nothing() -> None:
    for said, now, _ in say_times(300, seed=7):
        alone = list_readings(find_entities(normalize(said), now))
        assert list_readings(find_entities(normalize(f"すみません、住民票の件で{said}"), now)) == alone
