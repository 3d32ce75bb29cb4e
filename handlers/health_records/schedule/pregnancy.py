"""What is for who is pregnant, by weeks of pregnancy: the due date is 40 weeks and no day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from handlers.health_records.schedule.history import Event, History
from handlers.health_records.schedule.plan import Item, Next, Status
from handlers.health_records.schedule.rules import Pregnancy, Rule

WEEKS = 40
FORGOTTEN = timedelta(weeks=4)  # after the due date; by then the record of the birth may be missing


def compute_pregnancy(rule: Rule, history: History, events: Sequence[Event], on: date) -> Item | None:
    """None for who is not pregnant as far as is known. What was given in a pregnancy before is of that one."""
    weeks, due_on = rule.pregnancy, history.due_on
    if weeks is None or due_on is None or not find_week(due_on, 0) <= on <= due_on + FORGOTTEN:
        return None
    given = tuple(one for one in events if find_week(due_on, 0) <= one.held_on <= due_on + FORGOTTEN)
    if given:
        return Item(rule.id, rule.kind, Status.DONE, given)
    begins, ends = max(find_week(due_on, weeks.from_weeks), rule.valid_from), _find_end(weeks, due_on)
    coming = Next(1, begins, begins, ends, ends)
    if on > ends:
        return Item(rule.id, rule.kind, Status.CLOSED, (), next=coming)
    status = Status.DUE if begins <= on else Status.UPCOMING
    return Item(rule.id, rule.kind, status, (), next=coming, catch_up=(max(on, begins),), remaining=1)


def find_week(due_on: date, week: int) -> date:
    """The first day of a week of pregnancy."""
    return due_on - timedelta(weeks=WEEKS - week)


def _find_end(weeks: Pregnancy, due_on: date) -> date:
    """The last day before the week in which it can't be had any more."""
    return find_week(due_on, weeks.before_weeks) - timedelta(1)
