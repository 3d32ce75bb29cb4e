"""Which course of a rule is somebody's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from handlers.health_records.schedule.ages import find_day
from handlers.health_records.schedule.doses import Standing, lay
from handlers.health_records.schedule.history import Event, History
from handlers.health_records.schedule.rules import Course, Rule


def stand(rule: Rule, history: History, events: Sequence[Event], on: date) -> Standing | None:
    """How far they are; None when no course is for them."""
    birth = history.birth_date
    fitting = [
        course
        for course in rule.courses
        if course.born_from <= birth <= course.born_until and course.sex in (None, history.sex)
    ]
    if not fitting:
        return None
    course = _find_begun(fitting, rule, events[0], birth) if events else _find_open(fitting, rule, birth, on)
    standing = lay(course, rule.codes, events, birth)
    if standing.unclear and course.if_too_early:
        instead = next(one for one in fitting if one.id == course.if_too_early)
        standing = lay(instead, rule.codes, events, birth)
    return standing


def _find_begun(fitting: Sequence[Course], rule: Rule, first: Event, birth: date) -> Course:
    """By what was given first and at which age; by the product alone, where the age is none of any course."""
    own = [course for course in fitting if first.code in (course.products or rule.codes)] or list(fitting)
    for course in own:
        if find_day(course.first_from, birth, is_end=False) <= first.held_on <= _find_last_start(course, birth):
            return course
    return own[-1] if first.held_on > _find_last_start(own[-1], birth) else own[0]


def _find_open(fitting: Sequence[Course], rule: Rule, birth: date, on: date) -> Course:
    """The first that can still be begun, within the time in which the rule is in force."""
    for course in fitting:
        start = find_day(course.doses[0].begins, birth, is_end=False)
        last = _find_last_start(course, birth)
        if on <= last and last >= rule.valid_from and start <= min(rule.valid_until, course.valid_until):
            return course
    return fitting[-1]


def _find_last_start(course: Course, birth: date) -> date:
    return find_day(course.first_until or course.doses[0].ends, birth, is_end=True)
