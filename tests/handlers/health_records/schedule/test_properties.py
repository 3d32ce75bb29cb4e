"""What holds for every history: no dose before its time, none outside of the law's, and a plan that can be followed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import HealthCheck, given, settings

from handlers.health_records.schedule.ages import add, find_day, parse_interval, parse_point
from handlers.health_records.schedule.computing import Schedule, compute
from handlers.health_records.schedule.history import Event, History, Kind
from handlers.health_records.schedule.plan import Item, Plan, Status
from tests.handlers.health_records.schedule.people import RULES, TODAY, find_rule, histories

OFTEN = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
LIVE = {"bcg", "mr", "varicella", "zoster_live"}
# By hand, apart from the rules' files: at least so many days between doses, and when the law's time is over.
LEAST_DAYS = {"rota": 28, "pcv": 28, "dpt_ipv_hib": 21, "hib": 28, "varicella": 89, "je_1": 7, "hpv": 28}
LAST = {"rota": "32w", "hepatitis_b": "12m", "bcg": "12m", "pcv": "5y", "hib": "5y", "dpt_ipv_hib": "7y6m", "dt": "13y"}
RULES_WITHOUT_END = [rule.model_copy(update={"valid_until": date.max}) for rule in RULES]
ENDS = {rule_id: parse_point(text) for rule_id, text in LAST.items()}


def list_gaps(item: Item) -> list[int]:
    """Days between what was given last and each dose to come."""
    given = [event.held_on for event in (*item.given, *item.unclear)]
    days = [*([max(given)] if given else []), *item.catch_up]
    return [(later - earlier).days for earlier, later in pairwise(days)]


@OFTEN
@given(histories())
def test_no_dose_is_planned_before_its_interval(history: History) -> None:
    for item in compute(history, TODAY, RULES).items:
        if item.rule_id in LEAST_DAYS:
            assert all(gap >= LEAST_DAYS[item.rule_id] for gap in list_gaps(item)), item


@OFTEN
@given(histories())
def test_no_dose_is_planned_outside_of_the_laws_time(history: History) -> None:
    for item in compute(history, TODAY, RULES).items:
        assert all(day >= TODAY for day in item.catch_up)
        assert len(item.catch_up) <= item.remaining
        if item.rule_id in ENDS:
            last = find_day(ENDS[item.rule_id], history.birth_date, is_end=True)
            assert all(day <= last for day in item.catch_up), item
        if item.status in (Status.DUE, Status.OVERDUE):
            assert item.next is not None
            assert item.next.begins <= TODAY <= item.next.ends
            assert item.catch_up[0] == TODAY


@OFTEN
@given(histories())
def test_live_vaccines_are_on_one_day_or_four_weeks_apart(history: History) -> None:
    plan = compute(history, TODAY, RULES)
    live = [item for item in plan.items if LIVE & set(find_rule(item.rule_id).codes)]
    planned = {day for item in live for day in item.catch_up}
    before = {event.held_on for event in history.events if event.code in LIVE}
    assert all((later - earlier).days >= 28 for earlier, later in pairwise(sorted(planned)))
    assert all((day - max(before)).days >= 28 or day in before for day in planned if before)


@OFTEN
@given(histories())
def test_who_follows_the_plan_is_done(history: History) -> None:
    """And nothing that it planned was too early."""
    for item in compute(history, TODAY, RULES).items:
        if not find_rule(item.rule_id).courses or not item.catch_up:
            continue
        followed = replace(history, events=(*history.events, *follow(item, history)))
        then = compute(followed, item.catch_up[-1], RULES_WITHOUT_END).find(item.rule_id)
        assert then is not None
        assert then.unclear == item.unclear, (item, then)
        if len(item.catch_up) == item.remaining:
            assert then.status == Status.DONE, (item, then)


def follow(item: Item, history: History) -> list[Event]:
    rule = find_rule(item.rule_id)
    is_late = rule.id == "rota" and history.birth_date + timedelta(weeks=24) < TODAY
    before = sorted((*item.given, *item.unclear), key=lambda event: event.held_on)
    code = before[0].code if before else "rota5" if is_late else rule.codes[0]
    return [Event(Kind.VACCINATION, code, day) for day in item.catch_up]


@OFTEN
@given(histories())
def test_a_plan_depends_on_nothing_but_the_history(history: History) -> None:
    """Not on the order of what was given, not on what is recorded twice, not on who came before."""
    plan = compute(history, TODAY, RULES)
    schedule = Schedule(RULES, TODAY)
    schedule.compute(replace(history, events=()))
    doubled = replace(history, events=(*reversed(history.events), *history.events))
    assert schedule.compute(doubled) == plan or has_two_on_a_day(history)
    assert schedule.compute(history) == plan


def has_two_on_a_day(history: History) -> bool:
    """Two products of one rule on one day, of which the first recorded counts."""
    own = {(event.held_on, rule.id) for event in history.events for rule in RULES if event.code in rule.codes}
    return len(own) < sum(event.code in rule.codes for event in history.events for rule in RULES)


@OFTEN
@given(histories())
def test_with_the_days_a_dose_only_comes_nearer_or_closes(history: History) -> None:
    """As long as nothing is given, what the law allows first doesn't move but with the course."""
    early: Plan = compute(history, TODAY, RULES)
    late = compute(history, TODAY + timedelta(30), RULES)
    for item in early.items:
        then = late.find(item.rule_id)
        if item.status == Status.CLOSED and item.given and find_rule(item.rule_id).courses:
            assert then is not None and then.status == Status.CLOSED


def test_the_intervals_that_the_properties_rest_on() -> None:
    assert add(date(2026, 5, 1), parse_interval("27d")) == date(2026, 5, 29)
    assert add(date(2026, 8, 31), parse_interval("6m")) == date(2027, 3, 1)
