"""The rich menu of disasters as buttons, for citizens who write on our own page."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.channels.line.menus.choices import list_choices
from bot.channels.line.menus.wording import build_menus
from bot.counter import Counter
from bot.db import Database
from bot.messages import Choice
from bot.services.disaster_mode import find_mode


def make_urgent_menu(counter: Counter) -> Callable[[str], tuple[Choice, ...]]:
    """What lists the buttons in a language while disaster mode is on, and none on quiet days. Raises SetupError for a
    file of menus that is wrong."""
    city = counter.city
    menus = build_menus(counter.settings.city, city, counter.texts)
    found = {one.language: list_choices(one) for one in menus if one.menu == city.disaster_mode.menu}
    return _UrgentMenu(counter.database, found, city.languages[0])


class _UrgentMenu:
    def __init__(self, database: Database, choices: Mapping[str, tuple[Choice, ...]], first: str) -> None:
        self._database = database
        self._choices = choices
        self._first = first

    def __call__(self, language: str) -> tuple[Choice, ...]:
        if not self._choices:
            return ()
        with self._database.read() as session:
            is_on = find_mode(session) is not None
        return self._choices.get(language, self._choices[self._first]) if is_on else ()
