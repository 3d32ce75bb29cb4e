"""Districts and towns of the city, and what stands wrong in their file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.areas import Areas, load_areas
from bot.errors import SetupError
from bot.texts import ROOT

DEMO = ROOT / "bot" / "demo_city"


@pytest.fixture(scope="module")
def areas() -> Areas:
    return load_areas(DEMO)


def test_each_town_has_a_district_and_lies_in_itself(areas: Areas) -> None:
    assert len(areas.districts) == 5 and len(areas.towns) > 20
    for town in areas.towns:
        assert areas.find(town.parent) in areas.districts
        assert areas.at(town.latitude, town.longitude) == town


def test_a_place_outside_is_nowhere(areas: Areas) -> None:
    assert areas.at(35.68, 139.76) is None
    assert not areas.contains(35.68, 139.76)
    assert areas.contains(36.648, 138.195)


def test_a_district_is_its_towns(areas: Areas) -> None:
    south = areas.find("south")
    assert south is not None and south.polygon is not None
    assert {town.id for town in areas.towns_of("south")} == {"minami", "kawahara", "kawabe", "shinden"}
    assert all(south.polygon.buffer(1e-6).covers(town.polygon) for town in areas.towns_of("south"))
    assert [town.id for town in areas.towns_of("kawabe")] == ["kawabe"]


def test_areas_are_found_in_a_text_by_their_longest_name(areas: Areas) -> None:
    assert [area.id for area in areas.named("西新町から中央一丁目の間で冠水")] == ["nishishin", "chuo-1"]
    assert areas.named("どこか") == []


def test_names_are_told_in_the_readers_language(areas: Areas) -> None:
    town = areas.find("kawabe")
    assert town is not None
    assert [town.name_in(one) for one in ("ja", "ja-easy", "en", "vi")] == [
        "川辺",
        "川辺（かわべ）",
        "Kawabe",
        "Kawabe",
    ]


def _write(folder: Path, *features: dict[str, Any]) -> Path:
    (folder / "areas.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return folder


def _district(id: str = "a") -> dict[str, Any]:
    return {"properties": {"id": id, "kind": "district", "name": "A"}, "geometry": None}


def _town(id: str = "b", parent: str = "a") -> dict[str, Any]:
    point = {"type": "Point", "coordinates": [138.1, 36.6]}
    return {"properties": {"id": id, "kind": "town", "name": "B", "parent": parent}, "geometry": point}


def test_a_city_may_have_points_only_or_nothing(tmp_path: Path) -> None:
    assert len(load_areas(tmp_path)) == 0
    areas = load_areas(_write(tmp_path, _district(), _town()))
    assert (areas.districts[0].latitude, areas.districts[0].longitude) == (36.6, 138.1)
    assert areas.at(36.6, 138.1) is None and areas.contains(0, 0)


@pytest.mark.parametrize(
    ("features", "said"),
    [
        ([_district(), _town(parent="")], "parent"),
        ([_district(), _town(parent="z")], "no district z"),
        ([_district(), _town(), _town()], "b is there twice"),
        ([_district()], "without a town"),
        ([_district(), {**_town(), "geometry": None}], "b: a town needs"),
        ([_district(), {**_town(), "geometry": {"type": "Polygon", "coordinates": [[[1, 2]]]}}], "not readable"),
        ([{"geometry": None}], "properties"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, features: list[dict[str, Any]], said: str) -> None:
    with pytest.raises(SetupError, match=said):
        load_areas(_write(tmp_path, *features))
