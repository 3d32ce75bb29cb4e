"""How long a card takes to become LINE's JSON: every answer of the demo city's FAQ as the card that shows it."""

from __future__ import annotations

import csv
import time

from bot.bench.figures import Figure, percentile
from bot.channels.line.render import render_messages
from bot.messages import Card, Choice
from bot.settings import DEMO_CITY
from handlers.faq.tables import read_tables

ROUNDS = 3  # the quickest counts: what else the machine does is no work of ours
QUICK_REPLIES = 6


def measure() -> list[Figure]:
    """Each card by itself, with its source, telephone and quick replies."""
    times = [min(_time(card) for _ in range(ROUNDS)) for card in list_cards()]
    detail = f"n {len(times)}, max {max(times):.2f}"
    return [Figure("FAQ answer as LINE's card, median", percentile(times, 0.5), "ms", 1, detail)]


def list_cards() -> list[Card]:
    """In every language the demo city has written."""
    with (DEMO_CITY / "faq.csv").open(encoding="utf-8-sig", newline="") as file:
        return [_make_card(row) for row in csv.DictReader(file)]


def _make_card(row: dict[str, str]) -> Card:
    text, tables = read_tables(row["answer"])
    return Card(
        title=row["question"],
        text=text,
        tables=tables,
        facts=((row["category"], row["department"]),),
        buttons=(Choice(row["department"], url=row["url"]), Choice("026-000-1000", url="tel:0260001000")),
        note=row["checked_on"],
        choices=tuple(Choice(row["id"], postback=f"faq.show?id={number}") for number in range(QUICK_REPLIES)),
    )


def _time(card: Card) -> float:
    start = time.perf_counter()
    render_messages([card])
    return (time.perf_counter() - start) * 1000
