"""The benchmark of what is due computes children as they are: of every age, with most of their doses."""

from __future__ import annotations

from collections import Counter

from bot.bench.schedule import ON, make_children
from handlers.health_records.schedule.computing import Schedule
from handlers.health_records.schedule.plan import Status
from handlers.health_records.schedule.rules import load_rules


def test_the_children_have_much_to_compute() -> None:
    schedule = Schedule(load_rules(), ON)
    children = list(make_children(300))
    assert children == list(make_children(300))
    plans = [schedule.compute(child) for child in children]
    statuses = Counter(item.status for plan in plans for item in plan.items)
    assert set(statuses) == set(Status)
    assert sum(len(item.catch_up) for plan in plans for item in plan.items) > 1000
