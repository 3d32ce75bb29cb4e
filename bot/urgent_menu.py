"""The rich menu of disasters as buttons, for citizens who write on our own page."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from bot.channels.line.menus.choices import list_choices
from bot.channels.line.menus.wording import LineMenu, build_menus
from bot.city import City
from bot.counter import Counter
from bot.db import Database
from bot.messages import Choice
from bot.services.disaster_mode import find_mode


def make_urgent_menu(counter: Counter) -> Callable[[str], tuple[Choice, ...]]:
    """Raises SetupError for a file of menus that is wrong."""
    menus = build_menus(counter.settings.city, counter.city, counter.texts)
    return UrgentMenu(counter.database, counter.city, menus)


class UrgentMenu:
    """Lists the buttons in a language while disaster mode is on, and none on quiet days."""

    def __init__(self, database: Database, city: City, menus: Iterable[LineMenu]) -> None:
        self._database = database
        self._choices = {one.language: list_choices(one) for one in menus if one.menu == city.disaster_mode.menu}
        self._first = city.languages[0]

    def __call__(self, language: str) -> tuple[Choice, ...]:
        if not self._choices:
            return ()
        with self._database.read() as session:
            is_on = find_mode(session) is not None
        return self._choices.get(language, self._choices[self._first]) if is_on else ()
