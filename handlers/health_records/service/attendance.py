"""Who did not come to what is for them, and how many came: of everybody in the records who lives in the city."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from bot.clock import TOKYO
from bot.models.reservations import ReservationState
from bot.targets import list_fiscal_months
from handlers.health_records.models import HealthPerson
from handlers.health_records.schedule.ages import find_year, reach
from handlers.health_records.schedule.computing import Schedule
from handlers.health_records.schedule.history import History, Kind
from handlers.health_records.schedule.plan import Item, Status
from handlers.health_records.schedule.repeating import find_target
from handlers.health_records.schedule.rules import Rule
from handlers.health_records.service.attending import Attendance, list_attendance
from handlers.health_records.service.surveying import survey

FEWEST = 5  # people of whom a number is said
RATE_UNTIL = 69  # years: the age up to which the national statistics count
YOUNGEST = 18  # years: nobody younger is screened
MISSED_SINCE = 12  # months for which what can't be had any more is still listed
MOST = 500  # people in one list
AT_ONCE = 200


@dataclass(frozen=True)
class Wanted:
    """What is listed: of one rule, ages in years, and a district as the records write it; empty for all."""

    rule: Rule
    from_age: int = 0
    until_age: int = 150
    district: str = ""


@dataclass(frozen=True)
class Absent:
    """`until` is the last day on which they can still come; None when it is over. `booking` is what they booked at the
    health centre, and that they did not come."""

    person: HealthPerson
    status: Status
    until: date | None
    booking: Attendance | None = None


def list_absent(session: Session, wanted: Wanted, rules: Sequence[Rule], on: date) -> tuple[list[Absent], bool]:
    """The first whose time ends, and whether there are more than fit. Nobody who did come, if only the health centre's
    own list says so yet."""
    schedule = Schedule(_with_live(wanted.rule, rules), on)
    found: list[tuple[date, int, Item]] = []

    def may_be(history: History) -> bool:
        is_of_age = wanted.from_age <= count_years(history.birth_date, on) <= wanted.until_age
        return is_of_age and (
            bool(wanted.rule.begun_with) or schedule.compute(history).find(wanted.rule.id) is not None
        )

    for person_id, history in survey(session, wanted.rule.kind, may_be):
        item = schedule.compute(history).find(wanted.rule.id)
        if item is not None and item.next is not None and is_absent(item, on):
            found.append((item.next.ends, person_id, item))
    absent: list[Absent] = []
    for start in range(0, len(found := sorted(found, key=lambda one: one[:2])), AT_ONCE):
        portion = found[start : start + AT_ONCE]
        ids = [person_id for _, person_id, _ in portion]
        persons, booked = _load(session, ids), list_attendance(session, ids, wanted.rule.id)
        for ends, person_id, item in portion:
            person, booking = persons[person_id], booked.get(person_id)
            if booking is not None and has_come(item, booking):
                continue
            if wanted.district in ("", person.district):
                until = ends if item.status != Status.CLOSED else None
                absent.append(Absent(person, item.status, until, booking))
        if len(absent) > MOST:
            return absent[:MOST], True
    return absent, False


def has_come(item: Item, booking: Attendance) -> bool:
    """To this very time, and not to one before it."""
    assert item.next is not None
    is_now = booking.at.astimezone(TOKYO).date() >= item.next.begins
    return booking.state == ReservationState.ATTENDED and is_now


def is_absent(item: Item, on: date) -> bool:
    """Late, or not there any more and not long over; of a screening, not yet in this year."""
    if item.status == Status.CLOSED:
        return item.next is not None and item.next.ends >= reach(on, -MISSED_SINCE)
    is_late = item.status in (Status.OVERDUE, Status.ASK)
    return is_late or (item.status == Status.DUE and item.kind != Kind.VACCINATION)


def count_years(birth_date: date, on: date) -> int:
    """Of age, as the law counts it."""
    years = on.year - birth_date.year
    return years if reach(birth_date, 12 * years) <= on else years - 1


@dataclass(frozen=True)
class Rate:
    """Of a screening in a fiscal year: how many it is for, how many came within its interval, and by month how many."""

    rule: Rule
    people: int
    came: int
    months: tuple[int, ...]

    @property
    def percent(self) -> int | None:
        return find_percent(self.people, self.came)


def count_rates(histories: Iterable[tuple[int, History]], rules: Sequence[Rule], year: int) -> list[Rate]:
    """Of the screenings that are confirmed."""
    screenings = [rule for rule in rules if rule.kind == Kind.SCREENING]
    people, came = dict.fromkeys(range(len(screenings)), 0), dict.fromkeys(range(len(screenings)), 0)
    months = [[0] * 12 for _ in screenings]
    starts = list_fiscal_months(year)
    for _, history in histories:
        for place, rule in enumerate(screenings):
            held = [event.held_on for event in history.events if event.code in rule.codes]
            for day in held:
                if starts[0] <= day < starts[-1]:
                    months[place][(day.month - 4) % 12] += 1
            if _is_counted(rule, history, year):
                people[place] += 1
                came[place] += any(year - _find_interval(rule, history) < find_year(day) <= year for day in held)
    return [Rate(rule, people[place], came[place], tuple(months[place])) for place, rule in enumerate(screenings)]


def survey_screenings(session: Session, year: int) -> Iterator[tuple[int, History]]:
    """Of those who are old enough for any by the end of the fiscal year."""
    return survey(session, Kind.SCREENING, lambda one: find_year(reach(one.birth_date, 12 * YOUNGEST)) <= year)


def hide_few(count: int) -> int | None:
    """None for a number that would point at somebody."""
    return count if count == 0 or count >= FEWEST else None


def find_percent(people: int, came: int) -> int | None:
    """None where there are too few to say."""
    return None if people < FEWEST or hide_few(came) is None else round(came * 100 / people)


def _is_counted(rule: Rule, history: History, year: int) -> bool:
    is_old = find_year(reach(history.birth_date, 12 * (RATE_UNTIL + 1))) <= year
    return not is_old and find_target(rule, history, year)


def _find_interval(rule: Rule, history: History) -> int:
    """In years, of who it is offered to."""
    return next(one.every_years for one in rule.repeats if one.sex in (None, history.sex))


def _with_live(rule: Rule, rules: Sequence[Rule]) -> list[Rule]:
    return [rule, *(one for one in rules if one.live and rule.live and one.id != rule.id)]


def _load(session: Session, ids: Sequence[int]) -> dict[int, HealthPerson]:
    found = session.exec(select(HealthPerson).where(col(HealthPerson.id).in_(ids)))
    return {person.id or 0: person for person in found}
