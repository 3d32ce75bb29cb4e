"""The dose that comes next, and where somebody stands with it."""

from __future__ import annotations

from datetime import date, timedelta

from handlers.health_records.schedule.ages import Interval, add, find_day, reach
from handlers.health_records.schedule.doses import Standing
from handlers.health_records.schedule.history import History
from handlers.health_records.schedule.plan import Next, Status
from handlers.health_records.schedule.rules import Rule

LIVE_GAP = Interval(27, is_months=False)  # between two injected live vaccines that are not given on one day


def skip(standing: Standing, on: date) -> None:
    """Go past what can't be given any more by the first day on which it could."""
    at = -1
    while at != standing.at and not standing.is_done:
        at = standing.at
        standing.skip(max(on, standing.find_first_day()))


def find_next(rule: Rule, standing: Standing, history: History, last_live: date | None) -> Next:
    dose, birth = standing.dose, history.birth_date
    begins = max(standing.find_first_day(), rule.valid_from)
    if rule.live and last_live is not None:
        begins = max(begins, add(last_live, LIVE_GAP))
    ends = find_end(rule, standing, history)
    recommended = begins
    if dose.standard_from is not None:
        recommended = max(recommended, find_day(dose.standard_from, birth, is_end=False))
    if dose.standard_after is not None and standing.last is not None:
        recommended = max(recommended, add(standing.last, dose.standard_after))
    if recommended > ends:
        recommended = begins
    until = ends
    if dose.standard_until is not None:
        until = min(until, find_day(dose.standard_until, birth, is_end=True))
    if dose.standard_within is not None and standing.last is not None:
        until = min(until, add(standing.last, dose.standard_within))
    return Next(standing.at + 1, begins, recommended, max(until, min(recommended, ends)), ends)


def find_end(rule: Rule, standing: Standing, history: History) -> date:
    """The law's last day of the next dose, later after a long illness in which it could not be given."""
    birth = history.birth_date
    ends = find_day(standing.dose.ends, birth, is_end=True)
    for start, stop in history.pauses if rule.illness_years else ():
        if start <= ends and stop >= find_day(standing.dose.begins, birth, is_end=False):
            later = reach(stop + timedelta(1), rule.illness_years * 12)
            limit = find_day(rule.illness_until, birth, is_end=True) if rule.illness_until else date.max
            ends = max(ends, min(later, limit))
    return min(ends, rule.valid_until, standing.course.valid_until)


def find_status(standing: Standing, coming: Next, on: date) -> Status:
    if on > coming.ends or coming.begins > coming.ends:
        return Status.CLOSED
    if standing.unclear:
        return Status.ASK
    if on < coming.recommended:
        return Status.UPCOMING
    if on <= coming.standard_until:
        return Status.DUE
    return Status.ASK if standing.dose.ask_when_late else Status.OVERDUE
