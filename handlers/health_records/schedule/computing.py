"""From a history and the rules to a plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from handlers.health_records.schedule.ages import find_day, reach
from handlers.health_records.schedule.catching_up import Unfinished, catch_up
from handlers.health_records.schedule.coming import find_next, find_status, skip
from handlers.health_records.schedule.courses import stand
from handlers.health_records.schedule.history import Event, History, Kind, Sex
from handlers.health_records.schedule.plan import Item, Next, Plan, Status
from handlers.health_records.schedule.pregnancy import compute_pregnancy
from handlers.health_records.schedule.repeating import compute_repeat
from handlers.health_records.schedule.rules import Course, Repeat, Rule

HORIZON = {Kind.VACCINATION: 14, Kind.CHECKUP: 7, Kind.SCREENING: 2}  # years ahead that a plan looks
FORGOTTEN = 3  # years after which what closed unused is left out


def compute(history: History, on: date, rules: Sequence[Rule]) -> Plan:
    """Raises ValueError for who is not born yet."""
    return Schedule(rules, on).compute(history)


class Schedule:
    """The rules in force on one day, for many people: what depends on birth date and sex alone is computed once."""

    def __init__(self, rules: Sequence[Rule], on: date) -> None:
        self.on = on
        self.rules = tuple(rule for rule in rules if rule.is_valid(on))
        self._live = frozenset(code for rule in self.rules for code in rule.live)
        self._places: dict[str, list[int]] = {}
        for place, rule in enumerate(self.rules):
            for code in rule.codes:
                self._places.setdefault(code, []).append(place)
        self._by_sex = {place for place, rule in enumerate(self.rules) if any(one.sex for one in _list_ways(rule))}
        self._unused: dict[tuple[int, date, Sex], Item | None] = {}

    def compute(self, history: History) -> Plan:
        """Raises ValueError for who is not born yet."""
        if history.birth_date > self.on:
            raise ValueError("a plan is for who is born")
        events = sorted((event for event in history.events if event.held_on <= self.on), key=_by_date)
        own = self._share_out(events, history.birth_date)
        last_live = max((event.held_on for event in events if event.code in self._live), default=None)
        found: dict[int, Item] = {}
        unfinished: dict[int, Unfinished] = {}
        for place, rule in enumerate(self.rules):
            used = own.get(place, ())
            is_alone = not used and not history.pauses and rule.pregnancy is None
            item = self._find_unused(place, history) if is_alone else None
            if not is_alone or (item is not None and rule.live):  # live vaccines have to do with each other
                item = self._compute_rule(rule, place, history, used, last_live, unfinished)
            if item is not None:
                found[place] = item
        for place, dates in catch_up(unfinished, history, self.on, last_live).items():
            found[place] = replace(found[place], catch_up=dates)
        return Plan(self.on, tuple(found.values()))

    def _share_out(self, events: Sequence[Event], birth: date) -> dict[int, list[Event]]:
        """To the rules for which they count, one a day: the same dose recorded twice is one."""
        own: dict[int, list[Event]] = {}
        for event in events:
            for place in self._places.get(event.code, ()):
                rule = self.rules[place]
                if rule.counts_from and event.held_on < find_day(rule.counts_from, birth, is_end=False):
                    continue
                if rule.counts_until and event.held_on > find_day(rule.counts_until, birth, is_end=True):
                    continue
                among = own.setdefault(place, [])
                if not among or among[-1].held_on != event.held_on:
                    among.append(event)
        return own

    def _find_unused(self, place: int, history: History) -> Item | None:
        """Of a rule for which nothing has been given yet, as if it stood alone."""
        key = (place, history.birth_date, history.sex if place in self._by_sex else Sex.UNKNOWN)
        if key not in self._unused:
            unfinished: dict[int, Unfinished] = {}
            alone = History(history.birth_date, history.sex)
            item = self._compute_rule(self.rules[place], place, alone, (), None, unfinished)
            if item is not None and unfinished:
                item = replace(item, catch_up=catch_up(unfinished, alone, self.on, None)[place])
            self._unused[key] = item
        return self._unused[key]

    def _compute_rule(
        self,
        rule: Rule,
        place: int,
        history: History,
        own: Sequence[Event],
        last_live: date | None,
        unfinished: dict[int, Unfinished],
    ) -> Item | None:
        """None where the rule is not for them. What can still be had is put into `unfinished`."""
        if rule.begun_with and not any(event.code in rule.begun_with for event in own):
            return None
        if rule.pregnancy:
            return compute_pregnancy(rule, history, own, self.on)
        if rule.repeats:
            return compute_repeat(rule, history, own, self.on)
        standing = stand(rule, history, own, self.on)
        if standing is None:
            return None
        skip(standing, self.on)
        given, unclear = tuple(standing.given), tuple(standing.unclear)
        if standing.is_done:
            return Item(rule.id, rule.kind, Status.DONE, given, unclear)
        coming = find_next(rule, standing, history, last_live)
        if not own and _is_of_no_interest(rule, coming, self.on):
            return None
        remaining, asks = len(standing.course.doses) - standing.at, standing.course.needs_request
        status = find_status(standing, coming, self.on)
        item = Item(rule.id, rule.kind, status, given, unclear, coming, (), remaining, needs_request=asks)
        if status != Status.CLOSED:
            unfinished[place] = Unfinished(rule, standing, item)
        return item


def _list_ways(rule: Rule) -> Sequence[Course | Repeat]:
    return rule.courses or rule.repeats


def _by_date(event: Event) -> date:
    return event.held_on


def _is_of_no_interest(rule: Rule, coming: Next, on: date) -> bool:
    """Long over, or too far ahead."""
    return coming.ends < reach(on, -12 * FORGOTTEN) or coming.begins > reach(on, 12 * HORIZON[rule.kind])
