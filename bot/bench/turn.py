"""How long a citizen waits: from the webhook to the reply at LINE, one FAQ turn after the other, idle machine."""

from __future__ import annotations

import time
from collections.abc import Callable

from bot.bench.figures import Figure, describe, percentile
from bot.bench.questions import list_questions
from bot.bench.stage import Stage

WAIT_SECONDS = 20.0
WARM_UP = 5


def measure(stage: Stage, label: str, count: int, advance: Callable[[int], None]) -> list[Figure]:
    """One citizen asks, waits for the reply, asks the next."""
    user = f"U{1:032x}"
    times = []
    for number, question in enumerate(list_questions(count + WARM_UP)):
        start = time.monotonic()
        stage.line.send_text(user, question)
        stage.line.wait_for_reply(user, number + 1, WAIT_SECONDS)
        if number >= WARM_UP:
            times.append((time.monotonic() - start) * 1000)
            advance(1)
    return [Figure(f"FAQ turn p95, {label}", percentile(times, 0.95), "ms", 150, describe(times))]
