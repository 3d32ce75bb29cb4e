"""The test cases beside each rule."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.health_records.schedule.computing import compute
from handlers.health_records.schedule.history import Event, History
from handlers.health_records.schedule.plan import Item
from handlers.health_records.schedule.rules import Case, Expected, Rule


def list_faults(rule: Rule, rules: Sequence[Rule]) -> list[str]:
    """What the cases of a rule say otherwise than the plan, among all rules that are used beside it."""
    beside = (rule, *(one for one in rules if one.id != rule.id))
    kinds = {code: one.kind for one in beside for code in one.codes}
    faults = []
    for case in rule.cases:
        events = tuple(Event(kinds.get(code, rule.kind), code, on) for code, on in case.given)
        plan = compute(History(case.born, case.sex, events, case.pauses, case.due), case.at, beside)
        faults += [f"{case.says}: {fault}" for fault in _compare(case, plan.find(rule.id))]
    return faults


def _compare(case: Case, item: Item | None) -> list[str]:
    expected = case.expects
    if expected is None or item is None:
        return [] if expected is None and item is None else [f"expected {_say(expected)}, found {_say_item(item)}"]
    found = _say_item(item)
    return [
        f"{name}: expected {wanted}, found {found[name]}"
        for name, wanted in _say(expected).items()
        if wanted != found[name]
    ]


def _say(expected: Expected | None) -> dict[str, object]:
    return expected.model_dump(exclude_none=True) if expected else {}


def _say_item(item: Item | None) -> dict[str, object]:
    if item is None:
        return {}
    coming = item.next
    return {
        "status": item.status.value,
        "dose": coming.number if coming else None,
        "begins": coming.begins if coming else None,
        "recommended": coming.recommended if coming else None,
        "ends": coming.ends if coming else None,
        "catch_up": item.catch_up,
    }
