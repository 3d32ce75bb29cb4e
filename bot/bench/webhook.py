"""How fast the webhook answers while nobody works on the inbox: 100 events a second, worker stopped."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from bot.bench.figures import Figure, describe, percentile
from bot.bench.questions import list_questions
from bot.bench.stage import Stage
from bot.simulator.webhooks import sign

EVENTS_PER_SECOND = 100
SENDERS = 64
USERS = 500


def measure(stage: Stage, label: str, seconds: int, advance: Callable[[int], None]) -> list[Figure]:
    """Post events at a steady rate; times count from the moment each was due, so that a stall shows whole."""
    count = seconds * EVENTS_PER_SECOND
    question = list_questions(1)[0]
    events = [stage.line.build_text_event(f"U{number % USERS:032x}", question) for number in range(count)]
    start = time.monotonic() + 0.5
    with ThreadPoolExecutor(SENDERS) as pool:
        due = [start + number / EVENTS_PER_SECOND for number in range(count)]
        answers = list(pool.map(lambda pair: _post(stage, pair[0], pair[1], advance), zip(due, events, strict=True)))
    lost = sum(status != 200 for status, _ in answers)
    times = [milliseconds for _, milliseconds in answers]
    return [
        Figure(f"webhook p99, {label}", percentile(times, 0.99), "ms", 500, describe(times)),
        Figure(f"webhook max, {label}", max(times), "ms", 2000),
        Figure(f"webhook not answered 200, {label}", lost, "events", 0),
    ]


def _post(stage: Stage, due: float, event: dict[str, Any], advance: Callable[[int], None]) -> tuple[int | None, float]:
    time.sleep(max(0.0, due - time.monotonic()))
    line = stage.line
    body = json.dumps({"destination": line.bot_user_id, "events": [event]}, ensure_ascii=False).encode()
    status, _ = line.poster.post_raw(line.webhook_url, body, sign(line.channel_secret, body))
    advance(1)
    return status, (time.monotonic() - due) * 1000
