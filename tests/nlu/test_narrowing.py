"""Readings brought together over several utterances."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import TOKYO
from nlu.entities import find_entities
from nlu.narrowing import Reading, each_day, narrow, read
from nlu.when import list_readings

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=TOKYO)  # a Friday


def said(text: str) -> list[str]:
    return list_readings(find_entities(text, NOW))


@pytest.mark.parametrize(
    ("sayings", "meant"),
    [
        (["来週の木曜3時", "午後"], ["2026-11-26T15:00"]),
        (["来週の木曜3時", "午後3時です"], ["2026-11-26T15:00"]),
        (["12月3日", "15時"], ["2026-12-03T15:00"]),
        (["15時", "12月3日"], ["2026-12-03T15:00"]),
        (["12月3日の午後", "3時"], ["2026-12-03T15:00"]),
        (["来週", "木曜"], ["2026-11-26"]),
        (["12月3日の15時", "やっぱり12月4日の10時"], ["2026-12-04T10:00"]),
        (["12月3日", "12月4日"], ["2026-12-04"]),
    ],
)
def test_what_is_said_later_narrows_or_replaces(sayings: list[str], meant: list[str]) -> None:
    held: list[str] = []
    for saying in sayings:
        held = narrow(held, said(saying))
    assert held == meant


def test_a_week_is_seven_days() -> None:
    (week,) = said("来週")
    days = [reading.day for reading in each_day([read(week)])]
    assert (days[0], days[-1], len(days)) == ("2026-11-23", "2026-11-29", 7)


def test_what_is_no_day_is_refused() -> None:
    with pytest.raises(ValueError, match="month must be"):
        read("2026-13-40T10:00")


DAYS = st.dates().map(lambda day: day.isoformat())
TIMES = st.times().map(lambda time: f"{time:%H:%M}")


def spans(ends: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[str, str]]:
    return st.tuples(ends, ends).map(lambda pair: (min(pair), max(pair)))


@given(st.builds(Reading, st.none() | spans(DAYS), st.none() | spans(TIMES)).filter(lambda one: one != Reading()))
def test_a_reading_comes_back_as_it_was_written(reading: Reading) -> None:
    assert read(str(reading)) == reading
    assert narrow([str(reading)], [str(reading)]) == [str(reading)]
