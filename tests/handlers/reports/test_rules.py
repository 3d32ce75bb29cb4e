"""The rules: what was agreed on, word for word."""

from __future__ import annotations

import pytest

from bot.areas import load_areas
from bot.settings import DEMO_CITY
from handlers.reports.service.incidents import confide
from handlers.reports.service.kinds import KINDS, RULES, find_kind
from handlers.reports.service.places import Gazetteer, measure_metres
from handlers.reports.service.urgency import judge

CASES = [line.split("\t") for line in (RULES / "urgency_cases.tsv").read_text("utf-8").splitlines()]
GAZETTEER = Gazetteer(load_areas(DEMO_CITY))


@pytest.mark.parametrize("level, kind, text", CASES)
def test_each_case_is_as_urgent_as_was_agreed(level: str, kind: str, text: str) -> None:
    assert kind in KINDS
    assert judge(kind, text).level == int(level)


def test_there_are_cases_of_every_level_and_kind() -> None:
    assert {case[0] for case in CASES} == {"1", "2", "3", "4"}
    assert {case[1] for case in CASES} == set(KINDS)


def test_a_rule_says_why() -> None:
    (rule,) = judge("road", "道路が陥没しています").rules
    assert (rule.id, rule.reason["ja"]) == ("collapse", "崩れ・陥没・倒壊")


@pytest.mark.parametrize(
    "text, kind",
    [
        ("街灯が切れてて真っ暗、街灯の番号は12", "light"),
        ("カーブミラー 割れてる", "mirror"),
        ("公園のブランコの鎖がちぎれそう", "park"),
        ("空き地に不法投棄がありました", "dumping"),
        ("There is a pothole", "road"),
        ("こんにちは", ""),
    ],
)
def test_a_kind_is_known_by_its_words(text: str, kind: str) -> None:
    assert find_kind(text) == kind


@pytest.mark.parametrize(
    "text, towns",
    [
        ("西新町から中央一丁目の間で冠水", ["nishishin", "chuo-1"]),
        ("中央1丁目で火事", ["chuo-1"]),
        ("かわらまちのコンビニ", ["kawahara"]),
        ("flooded near Kawabe bridge", ["kawabe"]),
        ("原地区の農道", ["hara"]),
        ("原因はわからない", []),
        ("南部地区で停電", ["minami", "kawahara", "kawabe", "shinden"]),
        ("南部地区の川辺で停電", ["kawabe"]),
        ("どこか遠く", []),
    ],
)
def test_towns_are_found_as_people_write_them(text: str, towns: list[str]) -> None:
    assert [town.id for town in GAZETTEER.find_towns(text)] == towns


def test_confidence_grows_with_witnesses_and_posts_alone_are_never_sure() -> None:
    assert confide(1, 0) == 0.5 < confide(2, 0) < confide(2, 3) < 1
    assert confide(0, 1000) == confide(0, 50) == 0.8


def test_distances() -> None:
    assert 110_000 < measure_metres(36.0, 138.0, 37.0, 138.0) < 112_000
    assert measure_metres(36.6, 138.1, 36.6, 138.1) == 0
