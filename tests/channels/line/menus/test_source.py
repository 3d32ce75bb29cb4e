"""What is wrong in the city's file is told in one line, with file and place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.channels.line.menus.source import load_menu_file
from bot.errors import SetupError
from tests.channels.line.menus.city import LANGUAGES, SmallCity, menu

AREA: dict[str, Any] = {"icon": "question", "label": {"ja": "質問", "en": "Ask"}, "postback": "faq.start"}
BAR = {"ja": "メニュー", "en": "Menu"}


def drawn(**changes: Any) -> dict[str, Any]:
    return {"bar": BAR, "rows": [[AREA]], **changes}


def supplied(**changes: Any) -> dict[str, Any]:
    return {**menu("main"), **changes}


def area(**changes: Any) -> dict[str, Any]:
    return drawn(rows=[[{**AREA, **changes}]])


FAULTS = [
    ({}, "menus: ", "at least 1"),
    ({"Main": drawn()}, "menus: ", "Main: up to 14"),
    ({"main": drawn(rows=[])}, "menus.main: ", "give rows, or pictures with areas"),
    ({"main": drawn(rows=[[AREA] * 5])}, "menus.main: ", "one to four areas"),
    ({"main": drawn(title="x")}, "menus.main.title: ", "not permitted"),
    ({"main": drawn(colour="blue")}, "menus.main.colour: ", "write a colour as #0017c1"),
    ({"main": drawn(colour="#ffd43d")}, "menus.main.colour: ", "contrast of 1.4 with the ground; text needs 4.5"),
    ({"main": drawn(bar={"ja": "メニュー"})}, "menus.main.bar: ", "no wording in en"),
    ({"main": drawn(bar={**BAR, "fr": "Menu"})}, "menus.main.bar: ", "fr: no such language"),
    ({"main": drawn(bar={**BAR, "en": "A menu for all"})}, "", ""),
    ({"main": drawn(bar={**BAR, "en": "A menu for all."})}, "menus.main.bar.en: ", "15 characters; LINE takes 14"),
    ({"main": area(icon="sun")}, "menus.main.rows.0.0.icon: ", "there is no icon sun; there are "),
    ({"main": area(icon="")}, "menus.main: ", "need an icon"),
    ({"main": area(postback="")}, "menus.main.rows.0.0: ", "give one of text, postback, uri, menu, not none"),
    ({"main": area(uri="tel:119")}, "menus.main.rows.0.0: ", "not postback and uri"),
    ({"main": area(bounds=[0, 0, 1, 1])}, "menus.main: ", "those in rows have none"),
    ({"main": area(label="faq.titel")}, "menus.main.rows.0.0.label: ", "there is no text faq.titel"),
    ({"main": area(label="faq.title")}, "", ""),
    (
        {"main": area(label={"ja": "質問", "en": "x" * 21})},
        "menus.main.rows.0.0.label.en: ",
        "21 characters; LINE takes 20",
    ),
    ({"main": area(postback="x" * 301)}, "menus.main.rows.0.0.postback: ", "at most 300"),
    (
        {"main": area(postback="", text={"ja": "あ" * 301, "en": "a"})},
        "menus.main.rows.0.0.text.ja: ",
        "LINE takes 300",
    ),
    ({"main": area(postback="", uri="ftp://x.jp")}, "menus.main.rows.0.0.uri: ", "https://… and tel:…, not ftp://x.jp"),
    ({"main": area(postback="", uri="tel:119")}, "", ""),
    ({"main": area(postback="", menu="other")}, "menus.main.rows.0.0.menu: ", "there is no menu other"),
    ({"main": supplied(pictures={"ja": "main.png"})}, "menus.main.pictures: ", "no picture in en"),
    ({"main": supplied(pictures=dict.fromkeys(LANGUAGES, "no.png"))}, "menus.main.pictures.ja: ", "no file no.png"),
    ({"main": supplied(areas=[{**AREA, "bounds": [0, 0, 801, 250]}])}, "menus.main.areas.0.bounds: ", "800 × 250"),
    ({"main": supplied(areas=[{**AREA, "bounds": [0, 0, 8, 8]}] * 21)}, "menus.main: ", "LINE takes 20 areas"),
    ({"main": supplied(areas=[AREA])}, "menus.main: ", "need bounds"),
]


@pytest.mark.parametrize(("menus", "place", "what"), FAULTS)
def test_a_fault_is_one_line_with_file_and_place(city: SmallCity, menus: dict[str, Any], place: str, what: str) -> None:
    city.menus = menus
    city.write()
    if not place:
        assert city.build()
        return
    with pytest.raises(SetupError) as error:
        city.build()
    message = str(error.value)
    assert message.startswith(f"{city.folder / 'richmenus.yml'}: {place}")
    assert what in message
    assert "\n" not in message


def test_a_file_that_is_no_yaml_is_one_line(city: SmallCity) -> None:
    (city.folder / "richmenus.yml").write_text("menus: {main: [", "utf-8")
    with pytest.raises(SetupError, match="not readable") as error:
        city.build()
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("content", ["", "- main", "7"])
def test_a_file_of_another_form_is_one_line(city: SmallCity, content: str) -> None:
    (city.folder / "richmenus.yml").write_text(content, "utf-8")
    with pytest.raises(SetupError, match=r"richmenus\.yml: ") as error:
        city.build()
    assert "\n" not in str(error.value)


def test_a_city_without_the_file_has_no_menus(tmp_path: Path) -> None:
    assert load_menu_file(tmp_path) is None


@pytest.mark.parametrize(
    ("size", "suffix", "what"),
    [
        ((799, 300), "png", "a width of 800 to 2500"),
        ((800, 249), "png", "a height from 250"),
        ((800, 552), "png", "1.45 times the height"),
        ((800, 300), "gif", "LINE takes PNG and JPEG"),
    ],
)
def test_a_supplied_picture_that_line_would_refuse(
    city: SmallCity, size: tuple[int, int], suffix: str, what: str
) -> None:
    city.paint(f"own.{suffix}", size=size)
    city.change("main", pictures=dict.fromkeys(LANGUAGES, f"own.{suffix}"))
    with pytest.raises(SetupError, match=what):
        city.build()


def test_a_supplied_picture_over_a_megabyte_and_one_that_is_none(city: SmallCity) -> None:
    city.change("main", pictures=dict.fromkeys(LANGUAGES, "own.png"))
    (city.folder / "own.png").write_bytes(b"\x89PNG" + bytes(1024 * 1024))
    with pytest.raises(SetupError, match="1,048,580 bytes; LINE takes 1,048,576"):
        city.build()
    (city.folder / "own.png").write_bytes(b"\x89PNG no more")
    with pytest.raises(SetupError, match="no picture that can be read"):
        city.build()
