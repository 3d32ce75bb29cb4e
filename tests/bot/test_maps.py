"""The map of the city: where areas and points are drawn, and what it says without being seen."""

from __future__ import annotations

import re

import pytest
from flask import Flask, render_template_string
from selectolax.lexbor import LexborHTMLParser
from shapely import Point, Polygon, box

from bot.areas import Area, Areas, load_areas
from bot.maps import CityMap, Drawing, Key, Pin, Shade
from bot.maps.blueprint import create_blueprint
from bot.texts import ROOT, load_texts

TEXTS = load_texts()
ORDER = Shade("level-4", "避難指示（警戒レベル4）", "レベル4")


@pytest.fixture(scope="module")
def areas() -> Areas:
    return load_areas(ROOT / "bot" / "demo_city")


@pytest.fixture(scope="module")
def city_map(areas: Areas) -> CityMap:
    return CityMap(areas)


def render(drawing: Drawing, language: str = "ja", **options: object) -> LexborHTMLParser:
    """The map as a page has it."""
    app = Flask("page")
    app.register_blueprint(create_blueprint())
    app.jinja_env.autoescape = True
    with app.test_request_context():
        source = '{% import "maps/map.html" as maps with context %}{{ maps.city_map(drawing, **options) }}'

        def say(key: str, **values: object) -> str:
            return TEXTS.get(language, key, **values)

        return LexborHTMLParser(render_template_string(source, drawing=drawing, t=say, options=options))


def read_points(outline: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"([-\d.]+) ([-\d.]+)", outline)]


def test_each_town_lies_where_it_is(city_map: CityMap, areas: Areas) -> None:
    drawing = city_map.draw("地図", "ja")
    shapes = {one.area.id: one for one in drawing.shapes}
    assert set(shapes) == {one.id for one in areas.towns}
    for shape in shapes.values():
        outline = Polygon(read_points(shape.outline))
        assert outline.contains(Point(shape.x, shape.y))
        assert box(0, 0, drawing.width, drawing.height).contains(outline)
    assert shapes["nishi"].x < shapes["higashi"].x  # west is left
    assert shapes["kita"].y < shapes["minami"].y  # north is up


def test_neighbours_share_their_border(city_map: CityMap) -> None:
    towns = [Polygon(read_points(one.outline)) for one in city_map.draw("地図", "ja").shapes]
    overlap = sum(a.intersection(b).area for at, a in enumerate(towns) for b in towns[at + 1 :])
    assert overlap / sum(one.area for one in towns) < 0.001


@pytest.mark.parametrize("language", ["ja", "en", "vi"])
@pytest.mark.parametrize("shade", [None, ORDER])
def test_names_of_small_neighbours_do_not_lie_on_each_other(
    city_map: CityMap, language: str, shade: Shade | None
) -> None:
    shades = dict.fromkeys(("central", "east", "west", "south", "north"), shade) if shade else {}
    shapes = city_map.draw("地図", language, shades).shapes
    seen = [
        box(one.x - width / 2, top, one.x + width / 2, top + (38 if shade else 18))
        for one in shapes
        if one.shift is not None
        for width in (9 * sum(1 if letter.isascii() else 2 for letter in one.label.name),)
        for top in (one.y + 18 * one.shift - 9,)
    ]
    assert not [(a, b) for at, a in enumerate(seen) for b in seen[at + 1 :] if a.intersection(b).area > 1]
    assert len(seen) == len(shapes) if shade is None and language == "ja" else len(seen) >= len(shapes) * 0.7


def test_a_name_gives_way_to_a_pin(city_map: CityMap, areas: Areas) -> None:
    town, district = next(one for one in areas.towns if one.id == "kawabe"), areas.districts[0]
    pins = [Pin(one.id, one.latitude, one.longitude, "pin-4", "ここ") for one in (town, district)]
    drawing = city_map.draw("地図", "ja", pins=pins)
    shape = next(one for one in drawing.shapes if one.area.id == "kawabe")
    assert shape.shift and abs(shape.shift) * 18 >= 9 + 14
    assert abs(drawing.names[0].shift) * 30 >= 15 + 22
    assert not any(one.shift for one in city_map.draw("地図", "ja").names)


def test_what_holds_for_a_district_holds_for_its_towns_unless_they_have_their_own(city_map: CityMap) -> None:
    own = Shade("level-5", "緊急安全確保（警戒レベル5）")
    drawing = city_map.draw("地図", "ja", {"south": ORDER, "kawabe": own})
    said = {shape.area.id: shade for shape, shade in drawing.shaded}
    assert said == {"minami": ORDER, "kawahara": ORDER, "shinden": ORDER, "kawabe": own}


def test_a_point_beyond_the_map_is_told_and_not_drawn(city_map: CityMap) -> None:
    here, tokyo = Pin("1", 36.648, 138.195, "pin-2", "冠水"), Pin("2", 35.68, 139.76, "pin-2", "停電")
    drawing = city_map.draw("地図", "ja", pins=[here, tokyo])
    assert [spot.pin for spot in drawing.spots] == [here] and list(drawing.outside) == [tokyo]
    page = render(drawing)
    assert page.css_first("#map-pin-2").text(strip=True) == "停電（地図の外）"
    assert page.css_first('[data-pin="2"]') is None


def test_a_city_without_areas_has_a_map_of_its_points() -> None:
    empty = CityMap(Areas([]))
    assert empty.draw("地図", "ja").is_empty
    assert "地図に表示できるものがありません" in render(empty.draw("地図", "ja")).text()
    drawing = empty.draw("地図", "ja", pins=[Pin("1", 36.6, 138.1, "pin-1", "穴")])
    assert not drawing.is_empty and len(drawing.spots) == 1


def test_a_town_without_borders_is_a_spot() -> None:
    district = Area("d", "district", "地区", "", "", "", 36.6, 138.1, None)
    town = Area("t", "town", "町", "", "", "d", 36.6, 138.1, None)
    page = render(CityMap(Areas([district, town])).draw("地図", "ja", {"t": ORDER}))
    assert page.css_first('[data-area="t"] circle') is not None


def test_the_table_says_what_the_map_shows(city_map: CityMap) -> None:
    drawing = city_map.draw("避難情報", "ja", {"south": ORDER}, legend=[Key("level-4", "避難指示")])
    page = render(drawing)
    on_map = {
        link.attributes["aria-label"]: link.attributes["href"]
        for link in page.css(".map-area[href]")
        if not str(link.attributes["aria-label"]).endswith("ありません")
    }
    in_table = {f"{row.css_first('th').text()}: {row.css_first('td').text()}" for row in page.css("tr[id^=map-row]")}
    assert set(on_map) == {"南町: 避難指示（警戒レベル4）", "川原町: 避難指示（警戒レベル4）"} | {
        "川辺: 避難指示（警戒レベル4）",
        "新田: 避難指示（警戒レベル4）",
    }
    assert in_table == {*on_map, "そのほかの地区・町: ありません"}
    assert all(page.css_first(str(address)) is not None for address in on_map.values())


def test_the_map_speaks_the_readers_language(city_map: CityMap) -> None:
    page = render(city_map.draw("Map", "en", {"kawabe": Shade("level-3", "Level 3")}), "en")
    assert page.css_first('[data-area="kawabe"]').attributes["aria-label"] == "Kawabe: Level 3"


def test_names_are_no_markup(city_map: CityMap) -> None:
    pin = Pin("1", 36.648, 138.195, "pin-1", '"><script>alert(1)</script>', "<b>")
    page = render(city_map.draw("<i>", "ja", pins=[pin]))
    assert page.css_first("script:not([src])") is None and page.css_first("b, i") is None


def test_a_whole_map_is_light(city_map: CityMap) -> None:
    page = render(city_map.draw("地図", "ja", {"south": ORDER}))
    assert len((page.css_first(".map").html or "").encode()) < 40_000
