"""Notes, cases of one family, support meetings and referrals, on a case's page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import Response, abort, request
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from admin.page import Words
from bot.clock import TOKYO
from bot.documents.calendars import Occasion, write_calendar
from bot.errors import Refused
from handlers.child_consultation.admin.desk import Desk
from handlers.child_consultation.models import ChildCase, ChildMeeting
from handlers.child_consultation.service import together
from handlers.child_consultation.service.rights import may_open
from handlers.child_consultation.service.together import Meeting

MOST_MINUTES = 480


@dataclass(frozen=True)
class Sharing:
    desk: Desk

    def write_note(self, case_id: int) -> ResponseReturnValue:
        """For the disciplines that are ticked; its author and those who lead read it in any case."""
        words, reader = self.desk.read("words"), self.desk.centre_reader
        known = {one.id for one in self.desk.catalogue.disciplines}
        readers = known & set(request.form.getlist("readers"))

        def act(session: Session, case: ChildCase) -> None:
            if not words:
                raise Refused("there are no words")
            together.write_note(session, case, words, readers, reader.staff_id, self.desk.actor, self.desk.now)

        return self.desk.do(case_id, act, "admin_saved")

    def link_sibling(self, case_id: int) -> ResponseReturnValue:
        number = self.desk.read("number", 20)

        def act(session: Session, case: ChildCase) -> None:
            together.link_siblings(session, case, number, self.desk.actor, self.desk.now)

        return self.desk.do(case_id, act, "admin_saved")

    def plan_meeting(self, case_id: int) -> ResponseReturnValue:
        """When, where or by which link, and who."""

        def act(session: Session, case: ChildCase) -> None:
            together.plan_meeting(session, case, self._read_meeting(), self.desk.actor, self.desk.now)

        return self.desk.do(case_id, act, "admin_saved")

    def decide(self, case_id: int, meeting_id: int) -> ResponseReturnValue:
        words = self.desk.read("decisions")

        def act(session: Session, case: ChildCase) -> None:
            meeting = session.get(ChildMeeting, meeting_id)
            if meeting is None or meeting.case_id != case_id:
                raise Refused("there is no such meeting")
            together.decide(session, case, meeting, words, self.desk.actor, self.desk.now)

        return self.desk.do(case_id, act, "admin_saved")

    def send_calendar(self, case_id: int, meeting_id: int) -> ResponseReturnValue:
        """For the members' calendars: time and the case's number, and nobody's name, place or link."""
        reader = self.desk.centre_reader
        with self.desk.house.database.read() as session:
            case, meeting = self.desk.find(session, case_id), session.get(ChildMeeting, meeting_id)
            if meeting is None or meeting.case_id != case_id or not may_open(session, reader, case, self.desk.now):
                abort(404)
            title = Words(self.desk.house).text("child_consultation.admin_meeting")
            occasion = Occasion(
                uid=f"{case.number}-{meeting.id}@consultation.madoguchi",
                made_at=meeting.made_at,
                changed_at=meeting.changed_at,
                starts_at=meeting.starts_at,
                ends_at=meeting.starts_at + timedelta(minutes=meeting.minutes),
                title=f"{title} {case.number}",
                place="",
                text="",
            )
        response = Response(write_calendar([occasion], "consultation//JA", "PUBLISH"))
        response.headers["Content-Type"] = "text/calendar; charset=utf-8"
        response.headers["Content-Disposition"] = f'attachment; filename="meeting-{meeting_id}.ics"'
        return response

    def refer(self, case_id: int) -> ResponseReturnValue:
        """Another department sees these words and this date, and nothing else."""
        asked, department = self.desk.read("asked"), request.form.get("department", "")

        def act(session: Session, case: ChildCase) -> None:
            until = _read_date(request.form.get("until", ""))
            if not asked or until is None or self.desk.house.city.find_department(department) is None:
                raise Refused("something is missing")
            together.refer(session, case, department, asked, until, self.desk.actor, self.desk.now)

        return self.desk.do(case_id, act, "admin_saved")

    def _read_meeting(self) -> Meeting:
        """Raises Refused for what is missing or over."""
        day, clock = request.form.get("day", ""), request.form.get("begins", "")
        minutes = request.form.get("minutes", "60")
        place, members = self.desk.read("place", 500), self.desk.read("members", 500)
        try:
            starts_at = datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=TOKYO)
        except ValueError:
            raise Refused("there is no such time") from None
        if starts_at <= self.desk.now or not place or not members:
            raise Refused("something is missing")
        length = int(minutes) if minutes.isascii() and minutes.isdigit() and len(minutes) < 4 else 0
        return Meeting(starts_at, min(max(length, 10), MOST_MINUTES), place, members)


def _read_date(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None
