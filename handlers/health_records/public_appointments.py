"""`/health/times`: a time of the health centre for what is due, on the page alone. The address says who and what by its
place among what this reader sees, and nothing of either."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import Response, abort, request
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from bot.errors import NotFound, Refused
from bot.services.audit import record
from bot.services.reservations.taking import Full, TooLate
from handlers.health_records.models import HealthAppointment
from handlers.health_records.plan_words import Said, say_lines
from handlers.health_records.public_bookings import find_booking
from handlers.health_records.public_days import find_day, list_days
from handlers.health_records.public_due import LATER
from handlers.health_records.public_room import Room
from handlers.health_records.schedule.telling import list_lines
from handlers.health_records.service import appointments
from handlers.health_records.service.acts import PERSON, HealthAction
from handlers.health_records.service.appointments import Asking, list_times, lock_own
from handlers.health_records.service.eligibility import Wanted, list_wanted
from handlers.health_records.service.planning import make_plan
from handlers.health_records.service.schedule_facts import find_schedule_facts
from handlers.health_records.service.seeing import Seen
from handlers.health_records.service.visits import Visit

LONGEST_ID = 18  # digits
AT_ONCE = 12  # times; of more one chooses the day first


@dataclass(frozen=True)
class Chosen:
    """Whom and what of theirs it is about; `at` and `place` are where they stand among what the reader sees."""

    seen: Seen
    at: int
    wanted: Wanted
    line: Said
    place: int


@dataclass(frozen=True)
class AppointmentPages:
    room: Room

    def show_times(self) -> ResponseReturnValue:
        with self.room.database.write() as session:
            visit = self.room.get_fresh(session)
            chosen = self._choose(session, visit)
            page = self._render(session, chosen)
            self._note(session, visit, chosen, HealthAction.VIEWED)
        return page

    def book(self) -> ResponseReturnValue:
        return self._ask(appointments.book, "booked")

    def wait(self) -> ResponseReturnValue:
        return self._ask(appointments.wait, "waiting")

    def take_offer(self) -> ResponseReturnValue:
        """The freed place that is held for them."""
        return self._change(appointments.take_offer, HealthAction.APPOINTED, "booked")

    def cancel(self) -> ResponseReturnValue:
        return self._change(appointments.cancel, HealthAction.APPOINTMENT_ENDED, "ended")

    def _ask(self, act: Callable[..., None], done: str) -> ResponseReturnValue:
        """A time that somebody else took meanwhile stays to be chosen anew, with the others."""
        room, now, time = self.room, self.room.clock(), _read_id("time")
        try:
            with room.database.write() as session:
                visit = room.get_fresh(session)
                chosen = self._choose(session, visit)
                asking = Asking(visit.account_id, chosen.seen.id, chosen.wanted, room.words.language)
                act(session, room.vault, asking, time, self._lead_days, now)
                self._note(session, visit, chosen, HealthAction.APPOINTED)
        except (Full, TooLate):
            return self._show_again("full", 409)
        except (Refused, NotFound):
            return self._show_again("not_theirs" if time else "choose", 422)
        return room.go_home(who=chosen.at, done=done)

    def _change(
        self, act: Callable[[Session, HealthAppointment, datetime], None], action: HealthAction, done: str
    ) -> ResponseReturnValue:
        room = self.room
        with room.database.read() as session:
            at, _ = room.choose(room.list_seen(session, room.get_fresh(session)))
        try:
            with room.database.write() as session:
                visit = room.get_fresh(session)
                chosen = self._choose(session, visit)
                row = lock_own(session, room.vault, chosen.seen.id, chosen.wanted.item)
                if row is None:
                    raise Refused("there is none")
                act(session, row, room.clock())
                self._note(session, visit, chosen, action)
        except (TooLate, Refused):  # it has begun, or the offer is over
            done = "late"
        return room.go_home(who=at, done=done)

    def _show_again(self, fault: str, status: int) -> ResponseReturnValue:
        with self.room.database.read() as session:
            chosen = self._choose(session, self.room.get_fresh(session))
            return self._render(session, chosen, status, self.room.words(f"appointments.fault_{fault}"))

    def _choose(self, session: Session, visit: Visit) -> Chosen:
        """By its place among what is due, or by the rule that a form names; 404 for what can't be booked."""
        at, seen = self.room.choose(self.room.list_seen(session, visit))
        plan, rules = make_plan(session, seen.id, self.room.today)
        wanted = list_wanted(plan, rules)
        lines = [line for line in say_lines(self.room.words, list_lines(plan, rules)) if line.status not in LATER]
        rule, asked = request.form.get("rule", ""), _read_id("due", -1)
        fitting = (
            (place, line)
            for place, line in enumerate(lines)
            if line.rule_id in wanted and (line.rule_id == rule if rule else place == asked)
        )
        place, line = next(fitting, None) or abort(404)
        return Chosen(seen, at, wanted[line.rule_id], line, place)

    def _render(self, session: Session, chosen: Chosen, status: int = 200, error: str = "") -> Response:
        room = self.room
        booking = find_booking(session, room, chosen.seen.id, chosen.wanted)
        own = booking.appointment.timeframe.id if booking.appointment else None
        slots = [one for one in list_times(session, chosen.wanted, self._lead_days, room.clock()) if one.id != own]
        days = list_days(slots) if len(slots) > AT_ONCE else []
        day = next((one.on for one in days if one.on.isoformat() == request.values.get("day")), None)
        slots = [one for one in slots if find_day(one) == day] if days else slots
        return room.render(
            "times",
            status,
            chosen=chosen.seen,
            at=chosen.at,
            place=chosen.place,
            line=chosen.line,
            booking=booking,
            free=[one for one in slots if not one.is_full],
            full=[one for one in slots if one.is_full],
            days=days,
            day=day,
            error=error,
        )

    def _note(self, session: Session, visit: Visit, chosen: Chosen, action: HealthAction) -> None:
        record(
            session,
            self.room.act_as(visit),
            action,
            object_kind=PERSON,
            object_id=str(chosen.seen.id),
            fields=["appointments"],
            new={"as": chosen.seen.relation},
            now=self.room.clock(),
        )

    @property
    def _lead_days(self) -> int:
        return find_schedule_facts(self.room.house.city).book_days


def _read_id(name: str, otherwise: int = 0) -> int:
    given = request.values.get(name, "")
    return int(given) if given.isascii() and given.isdigit() and len(given) <= LONGEST_ID else otherwise
