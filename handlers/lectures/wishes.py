"""What an utterance, or a button, says of the lecture that is wanted."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from bot.clock import TOKYO
from bot.dialogue.slots import NAMES_BETWEEN
from bot.dialogue.turn import Turn
from handlers.lectures.service.searching import Wish
from nlu.narrowing import read
from nlu.when import list_readings

FILTERS = ("only_online", "only_halls", "for_women", "with_children", "is_free", "weekend")
WEEKEND = (5, 6)


def read_wish(turn: Turn) -> Wish:
    """Days, places and names, and what is said by one of the filters' words."""
    said = [name for name in FILTERS if says(turn, f"words_{name}")]
    return narrow(Wish(turn.wanted, _read_days(turn)), said)


def narrow(wish: Wish, filters: list[str]) -> Wish:
    weekdays = WEEKEND if "weekend" in filters else wish.weekdays
    known = {name: True for name in filters if name in FILTERS and name != "weekend"}
    return replace(wish, weekdays=weekdays, **known)  # type: ignore[arg-type]


def says(turn: Turn, key: str) -> bool:
    """Whether one of a text's words is in what was said; Latin ones count only whole."""
    said = turn.wanted.casefold()
    return any(_is_in(word.strip().casefold(), said) for word in turn.text(f"lectures.{key}").split(NAMES_BETWEEN))


def _is_in(word: str, said: str) -> bool:
    if not word:
        return False
    edges = r"(?<![a-z])" if word[0].isascii() else "", r"(?![a-z])" if word[-1].isascii() else ""
    return re.search(f"{edges[0]}{re.escape(word)}{edges[1]}", said) is not None


def _read_days(turn: Turn) -> tuple[tuple[date, date], ...]:
    """Coming days that were said; a time of day alone says none."""
    today = turn.now.astimezone(TOKYO).date()
    readings = (read(one) for one in list_readings(turn.interpretation.entities))
    spans = (tuple(map(date.fromisoformat, one.days)) for one in readings if one.days)
    return tuple((first, last) for first, last in spans if last >= today)
