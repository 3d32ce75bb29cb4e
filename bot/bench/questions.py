"""What the benchmarks ask: the questions of the demo city's own FAQ."""

from __future__ import annotations

import csv

from bot.settings import DEMO_CITY


def list_questions(count: int) -> list[str]:
    """Questions of the demo city's own FAQ."""
    with (DEMO_CITY / "faq.csv").open(encoding="utf-8", newline="") as file:
        questions = [row["question"] for row in csv.DictReader(file) if row["language"] == "ja"]
    return [questions[number % len(questions)] for number in range(count)]
