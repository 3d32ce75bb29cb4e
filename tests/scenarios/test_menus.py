"""Rich menus and the conversation: the menu follows the language, and never stands in a turn's way."""

from __future__ import annotations

import pytest

from bot.simulator.line import SimulatedLine
from tests.scenarios.menus import name_menu_of, sync_menus
from tests.scenarios.office import Citizen, Office


def wait_for_menu(line: SimulatedLine, citizen: Citizen, name: str) -> None:
    """The menu follows after the answer."""
    line.wait_for_request(lambda _: name_menu_of(line, citizen.id) == name, timeout=30)


@pytest.fixture
def with_menus(office: Office) -> Office:
    sync_menus(office)
    return office


def test_the_menu_follows_a_change_of_language(with_menus: Office, line: SimulatedLine) -> None:
    citizen = Citizen(with_menus)
    citizen.says("こんにちは")
    citizen.hears()
    assert name_menu_of(line, citizen.id) == "main.ja"
    line.send_postback(citizen.id, "language.set?language=vi")
    wait_for_menu(line, citizen, "main.vi")
    line.send_postback(citizen.id, "language.set?language=ja")
    wait_for_menu(line, citizen, "main.ja")


def test_the_menu_follows_the_language_of_the_first_words(with_menus: Office, line: SimulatedLine) -> None:
    citizen = Citizen(with_menus, language="en")
    citizen.says("Hello, where can I ask about garbage?")
    citizen.hears()
    wait_for_menu(line, citizen, "main.en")


def test_a_tab_is_opened_without_a_word(with_menus: Office, line: SimulatedLine) -> None:
    citizen = Citizen(with_menus)
    citizen.says("こんにちは")
    citizen.hears()
    line.switch_rich_menu(citizen.id, "madoguchi-disaster-ja", "richmenu.open?menu=disaster")
    assert citizen.hears() == []
    assert with_menus.statuses()[-1] == ("other", "ignored")
    assert name_menu_of(line, citizen.id) == "disaster.ja"


@pytest.mark.parametrize("kind", ["error", "rate", "accepted-error"])
def test_a_menu_that_can_not_be_linked_costs_no_answer(with_menus: Office, line: SimulatedLine, kind: str) -> None:
    line.faults.add("linkRichMenuIdToUser", kind, times=1)
    citizen = Citizen(with_menus)
    line.send_postback(citizen.id, "language.set?language=en")
    (sent,) = citizen.hears()
    assert sent.messages[0]["text"]
    wait_for_menu(line, citizen, "main.en")


def test_without_menus_in_line_all_goes_on(office: Office, line: SimulatedLine) -> None:
    citizen = Citizen(office)
    line.send_postback(citizen.id, "language.set?language=en")
    assert citizen.hears()
    assert citizen.says("Thank you").status == 200
    assert citizen.hears()
