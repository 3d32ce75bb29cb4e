"""Growth and years of screening as drawn: within the drawing, in order, and the same as the table says."""

from __future__ import annotations

from datetime import date

import pytest

from bot.city import load_city
from bot.clock import utc_now
from bot.dialogue.words import RoomWords
from bot.settings import DEMO_CITY
from bot.texts import load_texts
from handlers.health_records.charts import HEIGHT, WIDTH, list_growth, list_strips, say_age
from handlers.health_records.models import HealthEvent, RecordKind
from handlers.health_records.service.importing.measures import read_height, read_weight

WORDS = RoomWords(load_texts(), "ja", load_city(DEMO_CITY), "health_records")
BORN = date(2024, 4, 1)


def make_event(kind: RecordKind, code: str, on: date, **measures: int) -> HealthEvent:
    kept = {"row_key": "", "row_key_index": "", "changed_at": utc_now(), "measures": measures or None}
    return HealthEvent(person_id=1, kind=kind, code=code, held_on=on, **kept)


def test_growth_is_drawn_by_age() -> None:
    days = (date(2025, 10, 1), date(2024, 5, 1), date(2024, 8, 1))
    events = [
        make_event(RecordKind.CHECKUP, "checkup", day, height_mm=height, weight_g=weight)
        for day, height, weight in zip(days, (805, 543, 628), (10_400, 4_350, 6_720), strict=True)
    ]
    height, weight = list_growth(WORDS, BORN, events)
    assert [one.value for one in height.points] == ["54.3 cm", "62.8 cm", "80.5 cm"]
    assert [one.age for one in height.points] == ["1か月", "4か月", "1歳6か月"]
    assert [one.value for one in weight.points][-1] == "10.4 kg"
    for chart in (height, weight):
        xs, ys = [one.x for one in chart.points], [one.y for one in chart.points]
        assert xs == sorted(set(xs)) and ys == sorted(set(ys), reverse=True)  # to the right, and up
        assert 0 < min(xs) < max(xs) < WIDTH and 0 < min(ys) < max(ys) < HEIGHT
        assert chart.values[-1].at <= min(ys) and max(ys) <= chart.values[0].at
        assert 2 <= len(chart.values) <= 8 and 2 <= len(chart.ages) <= 8
    assert list_growth(WORDS, BORN, events[:1]) == []  # of one there is nothing to draw
    assert [
        one.kind for one in list_growth(WORDS, BORN, [*events[:1], make_event(RecordKind.CHECKUP, "x", BORN)])
    ] == []


def test_the_strip_has_ten_fiscal_years() -> None:
    events = [
        make_event(RecordKind.SCREENING, "screening_colon", date(2026, 3, 31)),
        make_event(RecordKind.SCREENING, "screening_colon", date(2024, 4, 1)),
        make_event(RecordKind.SCREENING, "screening_lung", date(2001, 4, 1)),
    ]
    years, (colon, lung) = list_strips(WORDS, events, date(2026, 11, 29))
    assert (years[0], years[-1]) == (2026, 2017)
    assert [year for year, came in zip(years, colon.came, strict=True) if came] == [2025, 2024]
    assert not any(lung.came)


@pytest.mark.parametrize(
    ("height", "mm"), [("54.3", 543), ("54.3cm", 543), ("110", 1100), ("5.4", None), ("1.2m", None), ("x", None)]
)
def test_heights(height: str, mm: int | None) -> None:
    assert read_height(height) == mm


@pytest.mark.parametrize(
    ("weight", "g"), [("4.35", 4350), ("4350", 4350), ("4350g", 4350), ("13.6 kg", 13600), ("0", None), ("", None)]
)
def test_weights(weight: str, g: int | None) -> None:
    assert read_weight(weight) == g


def test_ages() -> None:
    assert [say_age(WORDS, months) for months in (3, 12, 18)] == ["3か月", "1歳", "1歳6か月"]
