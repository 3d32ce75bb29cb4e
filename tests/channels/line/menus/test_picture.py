"""Setting words on a picture, and keeping pictures until something about them changes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.channels.line.menus.lettering import fit
from bot.channels.line.menus.picture import set_labels
from bot.channels.line.menus.readings import Piece, split_readings, strip_readings
from bot.channels.line.menus.store import PictureStore
from bot.channels.line.menus.wording import LineMenu, build_menus
from bot.city import load_city
from bot.errors import SetupError
from bot.settings import DEMO_CITY
from bot.texts import load_texts
from tests.channels.line.menus.city import SmallCity


@pytest.fixture(scope="module")
def menu() -> LineMenu:
    return build_menus(DEMO_CITY, load_city(DEMO_CITY), load_texts())[0]


def with_label(menu: LineMenu, label: str) -> LineMenu:
    return replace(menu, areas=(replace(menu.areas[0], label=label), *menu.areas[1:]))


def test_a_reading_belongs_to_the_kanji_before_it() -> None:
    assert split_readings("お金（かね）の 助（たす）け") == [
        Piece("お"),
        Piece("金", "かね"),
        Piece("の "),
        Piece("助", "たす"),
        Piece("け"),
    ]
    assert strip_readings("お金（かね）の\n助（たす）け") == "お金の 助け"


def test_brackets_that_are_no_reading_stay() -> None:
    assert strip_readings("言語（Language）") == "言語（Language）"
    assert strip_readings("証明書（300円）") == "証明書（300円）"


def test_words_are_broken_where_the_lines_are_most_alike() -> None:
    setting = fit("Trường tiểu học", "vi", 720, 600, (120, 107))
    assert setting is not None
    assert ["".join(piece.text for piece in line) for line in setting.lines] == ["Trường", "tiểu học"]


def test_a_word_is_never_broken() -> None:
    assert fit("マイナンバーカード", "ja", 720, 600, (120, 107)) is None


def test_a_reading_wider_than_its_kanji_makes_room_for_itself() -> None:
    plain, read = (fit(words, "ja-easy", 2000, 600, (107, 107)) for words in ("証", "証（しょう）"))
    assert plain is not None and read is not None
    assert read.width > plain.width
    assert read.height > plain.height


def test_a_label_that_does_not_fit_is_told_with_menu_and_language(menu: LineMenu) -> None:
    with pytest.raises(SetupError, match=r"rich menu main in ja: 「マイナンバーカード」: too long to be read"):
        set_labels(with_label(menu, "マイナンバーカード"))


def test_a_label_with_a_character_that_the_font_lacks_is_told(menu: LineMenu) -> None:
    with pytest.raises(SetupError, match="the font has no \U0001f5d1"):
        set_labels(with_label(menu, "ごみ\U0001f5d1"))


def test_a_picture_is_drawn_once_and_again_when_a_word_changes(menu: LineMenu, tmp_path: Path) -> None:
    store = PictureStore(tmp_path / "kept")
    first = store.get(menu)
    (kept,) = (tmp_path / "kept").iterdir()
    kept.write_bytes(b"\x89PNG the kept one")
    assert PictureStore(tmp_path / "kept").get(menu).data == b"\x89PNG the kept one"
    other = store.get(with_label(menu, "証明"))
    assert other.data not in (first.data, b"\x89PNG the kept one")
    assert len(list((tmp_path / "kept").iterdir())) == 1


def test_a_supplied_picture_is_sent_as_it_is(city: SmallCity, tmp_path: Path) -> None:
    picture = PictureStore(tmp_path / "kept").get(city.build()[0])
    assert picture.data == (city.folder / "main.png").read_bytes()
    assert picture.content_type == "image/png"
    assert not (tmp_path / "kept").exists()
