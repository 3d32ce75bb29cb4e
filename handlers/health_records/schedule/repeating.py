"""What is offered again and again, by fiscal years: screenings, and vaccinations of each winter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from handlers.health_records.schedule.ages import APRIL, find_year, reach
from handlers.health_records.schedule.history import Event, History, Kind
from handlers.health_records.schedule.plan import Item, Next, Status
from handlers.health_records.schedule.rules import Repeat, Rule

LOOKS_AHEAD = 2  # years


def compute_repeat(rule: Rule, history: History, events: Sequence[Event], on: date) -> Item | None:
    """None for who is not within the ages, now or soon. What was had within the interval is done."""
    fitting = [one for one in rule.repeats if one.sex in (None, history.sex)]
    year = find_year(on)
    offered = [(found, one) for one in fitting if (found := _find_year(one, history.birth_date, events, year))]
    if not offered:
        return None
    due, repeat = min(offered, key=lambda found: found[0])
    begins, ends = _find_season(repeat, due, history.birth_date)
    if begins <= on and on > ends:  # this year's season is over
        due += 1
        if due > _find_last_year(repeat, history.birth_date):
            return None
        begins, ends = _find_season(repeat, due, history.birth_date)
    is_done = bool(events) and due > year and find_year(events[-1].held_on) > year - repeat.every_years
    is_of_age = _find_first_year(repeat, history.birth_date) <= year + LOOKS_AHEAD
    if due > year + LOOKS_AHEAD and not (is_done and is_of_age):  # what somebody had long before it is for them, too
        return None
    coming = Next(1, begins, begins, ends, ends)
    status = Status.DONE if is_done else Status.DUE if begins <= on else Status.UPCOMING
    catch_up = () if is_done else (max(on, begins),)
    given = tuple(events[-1:])
    return Item(rule.id, rule.kind, status, given, next=coming, catch_up=catch_up, remaining=int(not is_done))


def find_target(rule: Rule, history: History, year: int) -> bool:
    """Whether a person belongs to those whom a fiscal year's rate is about."""
    return rule.kind == Kind.SCREENING and any(
        _find_first_year(one, history.birth_date) <= year <= _find_last_year(one, history.birth_date)
        for one in rule.repeats
        if one.sex in (None, history.sex)
    )


def _find_year(repeat: Repeat, birth: date, events: Sequence[Event], year: int) -> int | None:
    """The fiscal year from this one on in which it is due."""
    due = max(year, _find_first_year(repeat, birth))
    if events:
        due = max(due, find_year(events[-1].held_on) + repeat.every_years)
    return due if due <= _find_last_year(repeat, birth) else None


def _find_first_year(repeat: Repeat, birth: date) -> int:
    return find_year(reach(birth, 12 * repeat.from_age))


def _find_last_year(repeat: Repeat, birth: date) -> int:
    """The last at whose end they are not older."""
    return find_year(reach(birth, 12 * (repeat.until_age + 1))) - 1


def _find_season(repeat: Repeat, year: int, birth: date) -> tuple[date, date]:
    begins, ends = (
        date(year if month >= APRIL else year + 1, month, day)
        for month, day in (repeat.season_from, repeat.season_until)
    )
    if repeat.is_by_day:
        begins = max(begins, reach(birth, 12 * repeat.from_age))
        if begins > ends:
            begins, ends = _find_season(repeat, year + 1, birth)
    return begins, ends
