"""Municipalities and prefectures an utterance is about."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from nlu.places import Place, PlaceKind, list_places

LIST = Path(__file__).parents[3] / "shared" / "data" / "forms" / "localgovjp" / "localgovjp-utf8.csv"


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("横浜市の粗大ごみの出し方", "横浜市", PlaceKind.MUNICIPALITY),
        ("横浜市中区の保育園", "横浜市", PlaceKind.MUNICIPALITY),
        ("北佐久郡軽井沢町の水道", "軽井沢町", PlaceKind.MUNICIPALITY),
        ("南アルプス市で転入届", "南アルプス市", PlaceKind.MUNICIPALITY),
        ("ふるさと納税 京都市", "京都市", PlaceKind.MUNICIPALITY),
        ("世田谷区の児童手当はいくら", "世田谷区", PlaceKind.MUNICIPALITY),
        ("東京都の子ども医療費", "東京都", PlaceKind.PREFECTURE),
        ("大阪で住民票を取りたい", "大阪", PlaceKind.SHORT),
        ("福岡 粗大ゴミ", "福岡", PlaceKind.SHORT),
        ("横浜市役所の電話番号", "横浜市", PlaceKind.MUNICIPALITY),
        ("横浜市にある図書館", "横浜市", PlaceKind.MUNICIPALITY),
        ("横浜市における保育", "横浜市", PlaceKind.MUNICIPALITY),
        ("横浜市立の小学校", "横浜市", PlaceKind.MUNICIPALITY),
        ("札幌市長は誰", "札幌", PlaceKind.SHORT),
        ("東京都中央区の保育園", "東京都", PlaceKind.PREFECTURE),
        ("ﾖｺﾊﾏではなく横浜市では?", "横浜市", PlaceKind.MUNICIPALITY),
    ],
)
def test_what_a_question_is_about(text: str, name: str, kind: PlaceKind) -> None:
    assert list_places(text) == [Place(name, kind)]


@pytest.mark.parametrize(
    "text",
    [
        "札幌市から引っ越してきました",
        "京都から転入",
        "大阪市へ転出します",
        "東京で働く息子の住民票",
        "横浜市在住ですが、図書館は使えますか",
        "横浜市民です",
        "横浜市で生まれた子の出生届",
        "みどり野市のごみ",  # no such city
        "市の予算",
        "中央区の交番",  # in too many cities
        "田中の住民票",
        "松本さんの戸籍",
        "大阪府警で言われた",
        "長野駅の自転車",
        "富士山の登山",
        "",
        "🗾",
    ],
)
def test_what_only_names_a_place(text: str) -> None:
    assert list_places(text) == []


@pytest.mark.skipif(not LIST.exists(), reason="the list of municipalities is not beside the project")
def test_nearly_every_municipality_is_known() -> None:
    with LIST.open(encoding="utf-8") as file:
        names = [row["city"].replace(" ", "") for row in csv.DictReader(file)]
    missed = [name for name in names if not any(name.startswith(place.name) for place in list_places(f"{name}のごみ"))]
    assert len(names) > 1_700
    assert len(missed) <= 8, missed  # three wards share their names with other cities'
