"""When an utterance means: the list of `dates.tsv`, and sayings that are made up with their meaning.

What has one meaning gives that one reading; what people would ask back gives none or several, never a guess.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from bot.clock import TOKYO
from nlu.entities import find_entities
from nlu.interpretation import Entity
from nlu.normalize import normalize
from nlu.when import list_readings
from tests.nlu.said_times import say_times

SATURDAY = datetime(2026, 11, 28, 10, tzinfo=TOKYO)
LINES = [
    tuple(line.split("\t"))
    for line in Path(__file__).with_name("dates.tsv").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]
MADE_UP, SEED = 1_500, 2026


def read(said: str, now: datetime) -> list[str]:
    return list_readings(born_as_dates(find_entities(normalize(said), now)))


def born_as_dates(entities: Sequence[Entity]) -> list[Entity]:
    """Dates of birth are read as dates, which a form would not do."""
    return [replace(one, entity="date") if one.entity == "birth_date" else one for one in entities]


@pytest.mark.parametrize(("said", "meaning", "kind"), LINES, ids=[line[0] for line in LINES])
def test_the_list(said: str, meaning: str, kind: str) -> None:
    readings = read(said, SATURDAY)
    assert len(readings) != 1 if meaning == "ambiguous" else readings == [meaning]


def test_the_list_is_long_enough() -> None:
    assert len({said for said, _, _ in LINES}) >= 300
    assert {kind for _, _, kind in LINES} == {
        *("weekday", "relative", "absolute", "era", "time", "part", "range", "month", "holiday", "birth", "vague")
    }


def test_made_up_sayings() -> None:
    asked_back = 0
    wrong = []
    for said, now, meaning in say_times(MADE_UP, SEED):
        readings = read(said, now)
        asked_back += meaning is None
        if (len(readings) == 1) if meaning is None else readings != [meaning]:
            wrong.append((said, f"{now:%a %Y-%m-%d}", meaning, readings))
    assert not wrong, "\n".join(map(str, wrong[:40]))
    assert MADE_UP // 20 < asked_back < MADE_UP // 2


@pytest.mark.parametrize("said", ["5歳で、平成30年4月2日生まれ", "生年月日は平成30年4月2日です"])
def test_a_date_of_birth_is_no_date_to_come_on(said: str) -> None:
    entities = find_entities(normalize(said), SATURDAY)
    assert list_readings(entities) == []
    assert [one.value for one in entities if one.entity == "birth_date"] == [{"date": "2018-04-02"}]
