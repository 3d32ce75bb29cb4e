"""The menu of disasters as buttons of our own page."""

from __future__ import annotations

import pytest

from bot.channels.line.menus.choices import list_choices
from bot.channels.line.menus.wording import build_menus
from bot.city import load_city
from bot.messages import Choice
from bot.settings import DEMO_CITY
from bot.texts import LANGUAGES, load_texts

MENUS = {menu.key: menu for menu in build_menus(DEMO_CITY, load_city(DEMO_CITY), load_texts())}


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_has_every_button_but_the_way_back(language: str) -> None:
    choices = list_choices(MENUS["disaster", language])
    assert [choice.postback or "says" for choice in choices] == [
        "says",
        "disaster.start",
        "emergency.start",
        "safety.start",
        "reports.disaster",
        "subscriptions.start",
    ]


def test_words_are_on_one_line_and_without_readings() -> None:
    choices = list_choices(MENUS["disaster", "ja-easy"])
    assert choices[3] == Choice("無事？", postback="safety.start")
    assert choices[0].label == "避難所を さがす"
    assert [list_choices(MENUS["disaster", one])[0].label for one in ("ja", "en")] == [
        "避難所をさがす",
        "Find a shelter",
    ]
