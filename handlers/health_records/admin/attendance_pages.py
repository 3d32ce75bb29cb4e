"""`/admin/health_records/sessions/<id>`: who has booked a time, by number; by name for a reason; and who came."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Response, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from admin.page import Errors, tell
from bot.clock import TOKYO
from bot.models.reservations import Resource, Timeframe
from bot.services.audit import Purpose, record
from handlers.health_records.admin.desk import Desk
from handlers.health_records.admin.session_pages import list_kinds
from handlers.health_records.models import HealthPerson
from handlers.health_records.service.acts import PERSON, SESSION, HealthAction
from handlers.health_records.service.attending import call_off, list_persons, note
from handlers.health_records.service.sessions import find_session, list_booked, read_kind

MARK = "came-"  # a field for each reservation


@dataclass(frozen=True)
class AttendancePages:
    desk: Desk

    def show_attenders(self, timeframe_id: int) -> ResponseReturnValue:
        """Numbers alone, which the people say at the door."""
        with self.desk.house.database.read() as session:
            return self._render(session, timeframe_id)

    def list_attenders(self, timeframe_id: int) -> ResponseReturnValue:
        """With names; each who is shown is an entry that they can see."""
        purpose, reason, errors = self.desk.read_reason()
        with self.desk.house.database.write() as session:
            if errors:
                return self._render(session, timeframe_id, 422, errors)
            self._find(session, timeframe_id)
            persons = list_persons(session, [one.id or 0 for one in list_booked(session, timeframe_id)])
            page = self._render(session, timeframe_id, persons=persons)
            self._note_looks(session, persons, purpose, reason)
        return page

    def note_attendance(self, timeframe_id: int) -> ResponseReturnValue:
        """For all whose mark was set; who came first is right, of two who note at once."""
        desk, now = self.desk, self.desk.house.clock()
        came = _read_marks()
        with desk.house.database.write() as session:
            timeframe, _ = self._find(session, timeframe_id)
            if timeframe.starts_at.astimezone(TOKYO).date() > now.astimezone(TOKYO).date():
                abort(409)
            noted = note(session, timeframe_id, came, now)
            new = {"came": sum(came[one] for one in noted), "missed": sum(not came[one] for one in noted)}
            self._record(session, HealthAction.ATTENDANCE_NOTED, timeframe_id, new)
        tell(desk.house, "appointments.admin_saved", count=len(noted))
        return redirect(url_for(".show_attenders", timeframe_id=timeframe_id), 303)

    def call_off_session(self, timeframe_id: int) -> ResponseReturnValue:
        desk, reason = self.desk, self.desk.read("call_off_reason")
        with desk.house.database.write() as session:
            timeframe, _ = self._find(session, timeframe_id)
            if not reason:
                errors: Errors = {"call_off_reason": ("health_records.admin_wanted", {})}
                return self._render(session, timeframe_id, 422, errors)
            if timeframe.starts_at <= desk.house.clock():
                abort(409)
            booked = call_off(session, timeframe_id, reason, desk.house.clock())
            self._record(session, HealthAction.SESSION_CLOSED, timeframe_id, {"booked": booked}, reason)
        tell(desk.house, "appointments.admin_called_off", count=booked)
        return redirect(url_for(".show_sessions"), 303)

    def _note_looks(self, session: Session, persons: Mapping[int, HealthPerson], purpose: Purpose, reason: str) -> None:
        for person in persons.values():
            record(
                session,
                self.desk.actor,
                HealthAction.ATTENDERS_LISTED,
                object_kind=PERSON,
                object_id=str(person.id),
                purpose=purpose,
                reason=reason,
                fields=["appointments"],
                now=self.desk.house.clock(),
            )

    def _record(
        self, session: Session, action: HealthAction, timeframe_id: int, new: dict[str, int], reason: str = ""
    ) -> None:
        record(
            session,
            self.desk.actor,
            action,
            object_kind=SESSION,
            object_id=str(timeframe_id),
            reason=reason,
            new=new,
            now=self.desk.house.clock(),
        )

    def _render(
        self,
        session: Session,
        timeframe_id: int,
        status: int = 200,
        errors: Errors | None = None,
        persons: Mapping[int, HealthPerson] | None = None,
    ) -> Response:
        timeframe, resource = self._find(session, timeframe_id)
        now = self.desk.house.clock()
        kind = read_kind(resource)
        return self.desk.render(
            "session",
            status,
            errors=errors or {},
            timeframe=timeframe,
            place=resource.facility,
            kind=dict(list_kinds(self.desk)).get(kind, kind),
            booked=list_booked(session, timeframe_id),
            persons=persons or {},
            has_names=persons is not None,
            may_mark=timeframe.starts_at.astimezone(TOKYO).date() <= now.astimezone(TOKYO).date(),
            is_ahead=timeframe.starts_at > now,
            given_reason=self.desk.read("reason"),
            given_purpose=request.form.get("purpose", ""),
        )

    def _find(self, session: Session, timeframe_id: int) -> tuple[Timeframe, Resource]:
        return find_session(session, timeframe_id) or abort(404)


def _read_marks() -> dict[int, bool]:
    marks = {name.removeprefix(MARK): value for name, value in request.form.items() if name.startswith(MARK)}
    known = {id: value for id, value in marks.items() if id.isascii() and id.isdigit() and len(id) < 18}
    return {int(id): value == "yes" for id, value in known.items() if value in ("yes", "no")}
