"""What a citizen takes back is left out."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from nlu.entities import find_entities
from nlu.normalize import normalize
from nlu.when import list_readings

SATURDAY = date(2026, 11, 28)
COUNTS = {
    "やっぱり3通で": [3],
    "2通じゃなくて3通": [3],
    "2通ではなく、3通お願いします": [3],
    "2通でお願いします、やっぱり3通で": [3],
    "2通、いや3通": [3],
    "2通を3通に変更してください": [3],
    "2通から3通に変えたい": [3],
    "2通→3通に訂正": [3],
    "さっき2通と言いましたが間違えました、3通です": [3],
    "2通じゃないです": [2],  # or a question: is it not?
    "2通ではありません": [],
    "2通と3通": [2, 3],
}
READINGS = {
    "木曜じゃなくて金曜": ["2026-12-04"],
    "木曜はだめなので金曜に": ["2026-12-04"],
    "木曜から金曜に変更したい": ["2026-12-04"],
    "木曜から金曜まで": ["2026-12-03/2026-12-04"],
    "木曜の10時を11時に変更": ["2026-12-03T11:00"],
    "木曜の10時じゃなくて金曜の14時": ["2026-12-04T14:00"],
    "木曜の10時じゃなくて14時": ["2026-12-03T14:00"],
    "12月3日をやめて12月10日に": ["2026-12-10"],
    "1月10日じゃなくて11日": ["2027-01-11"],
    "1月10日ではなく、9日": ["2027-01-09"],
    "再来週の木曜じゃなくて金曜": ["2026-12-11"],
    "再来週の木曜から月曜に変更": ["2026-12-07"],
    "再来週の木曜じゃなくて来週の月曜": ["2026-11-30"],
    "木曜じゃだめですか": ["2026-12-03"],
    "木曜は無理ですか": ["2026-12-03"],
    "木曜じゃないと行けない": ["2026-12-03"],
    "木曜以外は無理": ["2026-12-03"],
    "木曜以外で": [],
    "10時から11時にずらしたい": ["T11:00"],
}


def values(said: str, entity: str) -> list[Any]:
    return [one.value for one in find_entities(normalize(said), SATURDAY) if one.entity == entity]


@pytest.mark.parametrize("said", COUNTS)
def test_copies(said: str) -> None:
    assert values(said, "count") == [{"number": number, "unit": "通"} for number in COUNTS[said]]


@pytest.mark.parametrize("said", READINGS)
def test_days_and_times(said: str) -> None:
    assert list_readings(find_entities(normalize(said), SATURDAY)) == READINGS[said]


def test_other_values_stay() -> None:
    said = "戸籍謄本じゃなくて戸籍抄本を2通"
    assert values(said, "certificate") == ["family-register-part"]
    assert values(said, "count") == [{"number": 2, "unit": "通"}]
    assert values("妻じゃなくて私の住民票", "person") == ["self"]
    assert values("妻じゃなくて私の住民票", "certificate") == ["resident-record"]
