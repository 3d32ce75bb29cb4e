"""A plan: for each rule that is for a person, where they stand and what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from handlers.health_records.schedule.history import Event, Kind


class Status(StrEnum):
    OVERDUE = "overdue"  # the usual time is over, the law's is not
    DUE = "due"
    ASK = "ask"  # something was given too early or mixed, or is late: a doctor decides
    UPCOMING = "upcoming"
    DONE = "done"
    CLOSED = "closed"  # can't be had by the law any more


@dataclass(frozen=True, slots=True)
class Next:
    """A dose to come. `begins` is the first day the law allows, `recommended` when it should be, `ends` the law's last
    day, all days included."""

    number: int
    begins: date
    recommended: date
    standard_until: date
    ends: date


@dataclass(frozen=True, slots=True)
class Item:
    """`given` are the doses that count, `unclear` those that a doctor should look at. `catch_up` are the earliest days
    of all that remains, from the day of the plan on; fewer than remain where the law's time ends before."""

    rule_id: str
    kind: Kind
    status: Status
    given: tuple[Event, ...]
    unclear: tuple[Event, ...] = ()
    next: Next | None = None
    catch_up: tuple[date, ...] = ()
    remaining: int = 0
    needs_request: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """Items in the order of the rules."""

    on: date
    items: tuple[Item, ...]

    def find(self, rule_id: str) -> Item | None:
        return next((item for item in self.items if item.rule_id == rule_id), None)
