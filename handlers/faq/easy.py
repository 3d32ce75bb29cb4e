"""The city's Japanese for who reads やさしい日本語: easier by rules, never by a generator; its own is a press away."""

from __future__ import annotations

from dataclasses import replace

from bot.dialogue.turn import Turn
from bot.messages import Card, Table
from knowledge.search import Hit
from nlu.easy.easing import Eased, ease
from nlu.easy.rendering import add_readings

EASY = "ja-easy"
QUICK_REPLY = 20  # graphemes of a label that LINE shows under a message …
BUTTON = 40  # … and on a card


def is_hard(hit: Hit, turn: Turn) -> bool:
    """Whether the citizen reads easy Japanese and the city has this in ordinary Japanese alone."""
    return turn.language == EASY and hit.language == "ja"


def ease_card(card: Card, turn: Turn) -> Card:
    """The card in easier words, which says so. Hard words are explained at its end."""
    text = ease(card.text, _list_names(turn))
    tables = [(table, ease(table.below, _list_names(turn))) for table in card.tables]
    eased = [_read_table(table, below.text) for table, below in tables]
    words = _explain((text, *(below for _, below in tables)), turn)
    if eased:
        eased[-1] = replace(eased[-1], below="\n\n".join(filter(None, (eased[-1].below, words))))
    said = text.text if eased else "\n\n".join(filter(None, (text.text, words)))
    note = f"{turn.text('made_easier')}\n{card.note}"
    return replace(card, title=add_readings(card.title), text=said, tables=tuple(eased), note=note)


def read_name(name: str, turn: Turn) -> str:
    """What an office is called, with readings for who reads easy Japanese."""
    return add_readings(name) if turn.language == EASY else name


def read_words(words: str, hit: Hit, turn: Turn) -> str:
    """Words of a title, with readings where they are needed."""
    return add_readings(words) if is_hard(hit, turn) else words


def read_label(label: str, hit: Hit, turn: Turn, most: int) -> str:
    """The label with readings, where it stays short enough to be shown whole."""
    read = read_words(label, hit, turn)
    return read if len(read) <= most else label


def _list_names(turn: Turn) -> tuple[str, ...]:
    """What the city's offices are called, which no rule may change."""
    city = turn.house.city
    return (*city.own_names, *(department.name for department in city.departments))


def _read_table(table: Table, below: str) -> Table:
    """Readings alone: cells are too short to be sentences."""
    rows = tuple(tuple(map(add_readings, row)) for row in table.rows)
    headers = tuple(map(add_readings, table.headers))
    return Table(headers, rows, add_readings(table.caption), below)


def _explain(parts: tuple[Eased, ...], turn: Turn) -> str:
    words = dict(pair for part in parts for pair in part.words)
    lines = (turn.text("easy_word", word=word, meaning=meaning) for word, meaning in words.items())
    return "\n".join((turn.text("easy_words"), *lines)) if words else ""
