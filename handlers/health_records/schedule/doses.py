"""What was given, laid on the doses of a course, and when the next one can be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from handlers.health_records.schedule.ages import Interval, add, find_day
from handlers.health_records.schedule.history import Event
from handlers.health_records.schedule.rules import Course, Dose


@dataclass(slots=True)
class Standing:
    """How far somebody is with a course: `at` is the dose that comes next."""

    course: Course
    birth_date: date
    at: int = 0
    counted: list[tuple[int, date]] = field(default_factory=list)
    given: list[Event] = field(default_factory=list)
    unclear: list[Event] = field(default_factory=list)

    @property
    def is_done(self) -> bool:
        return self.at >= len(self.course.doses)

    @property
    def dose(self) -> Dose:
        return self.course.doses[self.at]

    @property
    def last(self) -> date | None:
        """Of the doses that count."""
        return self.counted[-1][1] if self.counted else None

    def skip(self, on: date) -> None:
        """Go past what is not given any more on that day."""
        while not self.is_done and self._is_skipped(self.dose, on):
            self.at += 1

    def take(self, on: date) -> None:
        self.counted.append((self.at, on))
        self.at += 1

    def find_first_day(self, *, accepting: bool = False) -> date:
        """The first day of the next dose by its age and its intervals; `accepting` what a doctor may shorten."""
        dose = self.dose
        first = find_day(dose.begins, self.birth_date, is_end=False)
        after = self._find_interval(dose, accepting=accepting)
        if self.counted:
            last = self.counted[-1][1]
            first = max(first, add(last, after) if after else last + timedelta(1))
            if dose.after_first is not None:
                first = max(first, add(self.counted[0][1], dose.after_first))
        if self.unclear:  # a dose that doesn't count is kept away from, too
            last, between = self.unclear[-1].held_on, after or self.course.doses[:2][-1].after
            first = max(first, add(last, between) if between else last + timedelta(1))
        return first

    def _find_interval(self, dose: Dose, *, accepting: bool) -> Interval | None:
        was_skipped = bool(self.counted) and self.counted[-1][0] != self.at - 1
        if was_skipped and dose.after_if_skipped is not None:
            return dose.after_if_skipped
        return dose.accept_after if accepting and dose.accept_after is not None else dose.after

    def _is_skipped(self, dose: Dose, on: date) -> bool:
        if dose.skip_after is not None and on > find_day(dose.skip_after, self.birth_date, is_end=True):
            return True
        late = dose.skip_if_previous_after
        return late is not None and self.last is not None and self.last > find_day(late, self.birth_date, is_end=True)


def lay(course: Course, codes: Sequence[str], events: Sequence[Event], birth_date: date) -> Standing:
    """`events` of one rule by date. What came before its time, or is another product than the course's, is unclear."""
    standing = Standing(course, birth_date)
    for event in events:
        standing.skip(event.held_on)
        if standing.is_done:
            break
        if event.code not in (course.products or codes) or event.held_on < standing.find_first_day(accepting=True):
            standing.unclear.append(event)
        else:
            standing.given.append(event)
            standing.take(event.held_on)
    return standing
