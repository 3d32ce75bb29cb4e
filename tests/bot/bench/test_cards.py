"""The benchmark of cards renders every answer of the demo city, and LINE takes each."""

from __future__ import annotations

import csv

from bot.bench import cards
from bot.channels.line.render import render_messages
from bot.settings import DEMO_CITY
from bot.simulator.rules import check_body


def test_every_answer_is_rendered_and_taken() -> None:
    with (DEMO_CITY / "faq.csv").open(encoding="utf-8-sig", newline="") as file:
        count = sum(1 for _ in csv.DictReader(file))
    found = cards.list_cards()
    assert len(found) == count > 150
    for card in found:
        messages = render_messages([card])
        assert messages[0]["type"] == "flex"
        check_body("PushMessageRequest", {"to": f"U{1:032x}", "messages": messages}, "pushMessage")


def test_the_figure_has_its_bar() -> None:
    (figure,) = cards.measure()
    assert figure.value > 0
    assert (figure.bar, figure.unit) == (1, "ms")
    assert figure.detail.startswith(f"n {len(cards.list_cards())}, max ")
