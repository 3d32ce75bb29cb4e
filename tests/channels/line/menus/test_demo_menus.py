"""The demo city's menus: valid for LINE in every language, answered by a service, and pictures people can read."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from types import ModuleType

import pytest
from PIL import Image

from bot.channels.line.menus import looks
from bot.channels.line.menus.checking import check_menus
from bot.channels.line.menus.picture import draw_menu, set_labels
from bot.channels.line.menus.supplied import MOST_BYTES
from bot.channels.line.menus.wording import LineMenu, build_menus
from bot.city import load_city
from bot.dialogue.registry import load_registry
from bot.errors import SetupError
from bot.fonts import find_missing
from bot.settings import DEMO_CITY
from bot.simulator.rules import check_body
from bot.texts import LANGUAGES, load_texts
from tests.line_rules import load_line_rules

TEXTS = load_texts()
MENUS = build_menus(DEMO_CITY, load_city(DEMO_CITY), TEXTS)
IN_ALL_LANGUAGES = pytest.mark.parametrize("menu", MENUS, ids=lambda menu: ".".join(menu.key))


@pytest.fixture(scope="session")
def line_rules() -> ModuleType:
    """LINE's own rules, where they are beside the repository."""
    module = load_line_rules()
    if module is None:
        pytest.skip("LINE's rules (validate_line.py) are not beside the repository")
    return module


def test_there_is_a_menu_for_every_day_one_for_parents_and_one_for_disasters_in_every_language() -> None:
    assert [menu.key for menu in MENUS] == [
        (name, language) for name in ("main", "parent", "disaster") for language in LANGUAGES
    ]


@IN_ALL_LANGUAGES
def test_line_takes_it(menu: LineMenu) -> None:
    check_body("RichMenuRequest", menu.request("a name"), "createRichMenu")


@IN_ALL_LANGUAGES
def test_line_takes_it_by_its_own_rules(menu: LineMenu, line_rules: ModuleType) -> None:
    headers = {"Authorization": "Bearer t", "Content-Type": "application/json"}
    status, answer = line_rules.validate("POST", "/v2/bot/richmenu", menu.request("a name"), headers)
    assert status == 200, answer


@IN_ALL_LANGUAGES
def test_its_tabs_lead_to_the_other_menus_in_the_same_language(menu: LineMenu) -> None:
    actions = [area["action"] for area in menu.request("")["areas"]]
    aliases = {action["richMenuAliasId"] for action in actions if action["type"] == "richmenuswitch"}
    assert aliases == {other.key.alias for other in MENUS if other.language == menu.language and other != menu}
    assert all(len(alias) <= 32 for alias in aliases)


def test_every_postback_is_answered_and_all_words_fit() -> None:
    check_menus(MENUS, load_registry(TEXTS))


@pytest.mark.parametrize("postback", ["taxes.start", "operator.dance", "operator"])
def test_a_button_that_nobody_answers_is_told(postback: str) -> None:
    area = replace(MENUS[0].areas[0], action={"type": "postback", "data": postback})
    with pytest.raises(SetupError, match=f"rich menu main: no service answers the postback {postback}"):
        check_menus([replace(MENUS[0], areas=(area,))], load_registry(TEXTS))


@IN_ALL_LANGUAGES
def test_no_character_is_a_box(menu: LineMenu) -> None:
    words = [area.label for area in menu.areas] + [tab.label for tab in menu.tabs]
    assert [missing for label in words if (missing := find_missing(label))] == []


def test_a_character_that_the_font_lacks_is_found() -> None:
    assert find_missing("ごみ\U0001f5d1") == "\U0001f5d1"


@IN_ALL_LANGUAGES
def test_labels_are_as_large_as_text_on_a_page_and_all_of_one_size(menu: LineMenu) -> None:
    sizes = {setting.size for setting in set_labels(menu)}
    assert len(sizes) == 1
    points = sizes.pop() * 375 / menu.size[0]
    assert points >= 16


@pytest.mark.parametrize("colour", sorted({menu.colour for menu in MENUS}))
def test_words_and_icons_stand_out(colour: str) -> None:
    assert looks.contrast(looks.INK, looks.WHITE) >= looks.READABLE
    assert looks.contrast(colour, looks.tint(colour, looks.GROUND)) >= looks.READABLE
    assert looks.contrast(looks.QUIET_INK, looks.tint(colour, looks.TAB_GROUND)) >= looks.READABLE
    assert looks.contrast(colour, looks.tint(colour, looks.BADGE_GROUND)) >= 3


def test_contrast_is_that_of_wcag() -> None:
    assert looks.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert looks.contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("menu", [MENUS[0], MENUS[-1]], ids=lambda menu: ".".join(menu.key))
def test_the_picture_is_what_line_takes_and_shows_the_words(menu: LineMenu) -> None:
    data = draw_menu(menu)
    assert len(data) <= MOST_BYTES
    image = Image.open(BytesIO(data))
    assert (image.format, image.size) == ("PNG", menu.size)
    seen = image.convert("RGB")
    for area in menu.areas:
        colours = {colour for _, colour in seen.crop(area.bounds.corners).getcolors(1 << 20) or ()}
        assert {_rgb(looks.INK), _rgb(menu.colour), _rgb(looks.WHITE)} <= colours


def _rgb(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[start : start + 2], 16) for start in (1, 3, 5))
