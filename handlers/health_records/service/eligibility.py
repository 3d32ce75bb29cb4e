"""What of a plan can be booked at the health centre, and on which days: the schedule's rules say for whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from handlers.health_records.schedule.history import Kind
from handlers.health_records.schedule.plan import Item, Plan, Status
from handlers.health_records.schedule.rules import Rule

KINDS = (Kind.CHECKUP, Kind.SCREENING)  # vaccinations are given by doctors of one's own
OVER = (Status.DONE, Status.CLOSED)


@dataclass(frozen=True)
class Wanted:
    """Something that is for a person: which words of the records count for it, and within which days, both included."""

    rule_id: str
    codes: tuple[str, ...]
    begins: date
    ends: date
    item: str

    def is_on(self, day: date) -> bool:
        return self.begins <= day <= self.ends


def list_wanted(plan: Plan, rules: Sequence[Rule]) -> dict[str, Wanted]:
    """By the rules' ids; nothing that the person has had, or that is over, or that is not for them."""
    codes = {rule.id: rule.codes for rule in rules}
    return {
        item.rule_id: Wanted(item.rule_id, codes[item.rule_id], item.next.begins, item.next.ends, name_item(item))
        for item in plan.items
        if item.kind in KINDS and item.status not in OVER and item.next is not None
    }


def name_item(item: Item) -> str:
    """Of what is open, so that the next time is another."""
    assert item.next is not None
    return f"{item.rule_id} {item.next.number} {item.next.ends}"
