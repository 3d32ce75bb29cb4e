"""Days and times in five languages beside Japanese: understood, or asked back, and never guessed."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest

from bot.clock import TOKYO
from bot.yaml_files import parse_yaml
from nlu.entities import find_entities
from nlu.narrowing import narrow
from nlu.normalize import normalize
from nlu.unclear import list_unclear
from nlu.when import list_readings

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=TOKYO)
FOLDER = Path(__file__).parent
LANGUAGES = ("en", "zh", "ko", "vi", "ja-easy")
LEAST_RIGHT = {"dates": 0.97, "dates_held_out": 0.7}
ASK = "?"


def load(folder: str, language: str) -> dict[str, str]:
    """What is said, and what is meant by it."""
    found = parse_yaml(FOLDER.joinpath(folder, f"{language}.yml").read_text("utf-8"))
    return {str(said): str(meant) for said, meant in found.items()}


def spell_out(meant: str) -> list[str]:
    """「12-03 14:00-16:00, T10:00」 as `nlu.when` writes them."""
    return [_spell_out_one(one) for one in meant.split(", ")]


def _spell_out_one(meant: str) -> str:
    day, _, time = meant.replace("T", " ").partition(" ")
    days = [one if len(one) > 5 else f"2026-{one}" for one in day.split("/") if one]
    times = [f"T{one}" for one in time.split("-") if one]
    days, times = (days * 2 if len(days) == 1 else days), (times * 2 if len(times) == 1 else times)
    ends = ("".join(found[place] for found in (days, times) if found) for place in (0, 1))
    return "/".join(dict.fromkeys(ends))


def judge(said: str, meant: str, language: str) -> tuple[str, list[str]]:
    """`right`, `asked back` or `wrong`, and what was understood. Who is shown more than they meant chooses from it."""
    text = normalize(said)
    entities = find_entities(text, NOW)
    unclear, readings = list_unclear(text, entities, language), list_readings(entities)
    coming = [one for one in readings if one >= f"{NOW:%Y-%m-%d}"]
    readings = coming or readings  # as the slots do
    if meant == ASK:
        return ("right" if unclear or len(readings) != 1 else "wrong"), readings
    wanted = spell_out(meant)
    if not unclear and readings == wanted:
        return "right", readings
    is_in = all(any(narrow([one], [other]) == [one] for other in readings) for one in wanted)
    return ("asked back" if unclear or not readings or is_in else "wrong"), readings


@pytest.mark.parametrize("folder", LEAST_RIGHT)
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_guessed(folder: str, language: str) -> None:
    judged = {said: judge(said, meant, language) for said, meant in load(folder, language).items()}
    counts = Counter(verdict for verdict, _ in judged.values())
    assert len(judged) >= (40 if folder == "dates" else 12)
    assert {said: found for said, (verdict, found) in judged.items() if verdict == "wrong"} == {}
    assert counts["right"] >= LEAST_RIGHT[folder] * len(judged)


@pytest.mark.parametrize("said", ["国道18号", "2点確認", "10時10分前", "May I?", "march with us", "sat down"])
def test_what_is_no_day_in_any_language(said: str) -> None:
    entities = find_entities(normalize(said), NOW)
    assert list_readings(entity for entity in entities if entity.entity == "date") == []


def test_a_span_is_that_of_what_was_said() -> None:
    text = "chiều thứ năm tuần sau lúc 2 giờ"
    found = {entity.text: entity.value for entity in find_entities(text, NOW)}
    assert found["thứ năm tuần sau"] == {"date": "2026-12-03"}
    assert found["2 giờ"] == {"time": "14:00"}
