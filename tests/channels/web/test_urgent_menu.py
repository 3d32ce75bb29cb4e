"""On our own page the menu of disasters stands at the top while disaster mode is on, and what is pressed is said."""

from __future__ import annotations

import json

import pytest

from bot.channels.line.menus.wording import build_menus
from bot.city import load_city
from bot.db import Database
from bot.settings import DEMO_CITY
from bot.texts import load_texts
from bot.urgent_menu import UrgentMenu
from tests.channels.web.conftest import OpenOffice
from tests.disaster_switch import switch_mode

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_the_buttons_on_and_off(open_office: OpenOffice, database: Database) -> None:
    city = load_city(DEMO_CITY)
    office = open_office(list_urgent=UrgentMenu(database, city, build_menus(DEMO_CITY, city, load_texts())))
    visitor = office.visitor()
    assert "災害のとき" not in visitor.get().text
    switch_mode(database, is_on=True)
    page = visitor.get().text
    assert "災害のとき" in page and page.index("避難所をさがす") < page.index("職員と話す")
    assert "ふだんの" not in page
    visitor.submit(visitor.get(), choice=json.dumps({"label": "安否", "postback": "safety.start"}))
    (said,) = office.clerk.waiting()
    assert (said.postback, said.params["label"]) == ("safety.start", "安否")
    switch_mode(database, is_on=False)
    assert "災害のとき" not in visitor.get().text
