"""Somebody's records, looked up by number and for a reason; their codes, and who may see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import Response, abort, request
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from admin.page import Errors, Words
from admin.visit import current_staff
from bot.dialogue.words import RoomWords
from bot.services.audit import record
from handlers.health_records.admin.desk import Desk
from handlers.health_records.models import HealthPerson, RequestState
from handlers.health_records.papers import Letter, make_code_letter
from handlers.health_records.service import codes
from handlers.health_records.service.acts import PERSON, HealthAction
from handlers.health_records.service.facts import SERVICE
from handlers.health_records.service.given import list_given
from handlers.health_records.service.pausing import PauseKind, list_pauses, list_waiting_pauses
from handlers.health_records.service.reading import find_person
from handlers.health_records.service.requests import list_requests
from handlers.health_records.time_line import list_years

MOST = 100


@dataclass(frozen=True)
class PersonPages:
    desk: Desk

    def show_home(self) -> ResponseReturnValue:
        """The way to somebody's records, and what waits for staff."""
        return self._render_home()

    def look_up(self) -> ResponseReturnValue:
        """By number; each look is an entry that the citizen can see."""
        desk, number = self.desk, self.desk.read("number")
        purpose, reason, errors = desk.read_reason()
        if not number:
            errors = {"number": ("health_records.admin_wanted", {}), **errors}
        if errors:
            return self._render_home(422, errors)
        with desk.house.database.write() as session:
            person = find_person(session, desk.vault, number)
            if person is None:
                return self._render_home(422, {"number": ("health_records.admin_nobody", {})})
            page = self._render_person(session, person)
            record(
                session,
                desk.actor,
                HealthAction.LOOKED_UP,
                object_kind=PERSON,
                object_id=str(person.id),
                purpose=purpose,
                reason=reason,
                fields=["records"],
                now=desk.house.clock(),
            )
        return page

    def give_code(self, person_id: int) -> ResponseReturnValue:
        """A letter to print, for whoever showed a document; it is shown once. The address is printed, and not kept."""
        desk, house, reason, address = self.desk, self.desk.house, self.desk.read("reason"), self.desk.read("address")
        way = next((one for one in codes.Way if one == request.form.get("way")), None)
        is_whole = bool(reason and (address or way == codes.Way.COUNTER))
        if way is None or not is_whole:  # and nobody's name is shown without a look that is recorded
            return self._render_home(422, {"reason": ("health_records.admin_code_not_whole", {})})
        with house.database.write() as session:
            person = session.get(HealthPerson, person_id) or abort(404)
            now, facts = house.clock(), desk.facts
            code, until = codes.give_code(session, desk.vault, person_id, facts.code_days, desk.actor, reason, now, way)
        letter = Letter(person, codes.group(code), until, address if way == codes.Way.POST else "")
        url = f"{house.public_url.rstrip('/')}/health"
        response = Response(make_code_letter(house.texts, house.city, facts.department, letter, now, url))
        response.headers["Content-Type"] = "application/pdf"
        response.headers["Content-Disposition"] = 'attachment; filename="code.pdf"'
        response.headers["Cache-Control"] = "no-store"
        return response

    def _render_home(self, status: int = 200, errors: Errors | None = None) -> Response:
        with self.desk.house.database.read() as session:
            waiting = len(list_requests(session, RequestState.OPEN, MOST))
            pauses = list_waiting_pauses(session, MOST) if self.desk.profession else ()
            numbers = [session.get_one(HealthPerson, one.person_id).number for one in pauses]
            locked = codes.list_locked(session)
            shown = {"waiting": waiting, "locked": locked, "pause_numbers": list(dict.fromkeys(numbers))}
            return self.desk.render("home", status, errors=errors or {}, **shown)

    def _render_person(self, session: Session, person: HealthPerson) -> Response:
        house = self.desk.house
        words = RoomWords(house.texts, Words(house).language, house.city, SERVICE)
        return self.desk.render(
            "person",
            person=person,
            years=list_years(session, words, person.id or 0),
            accesses=list_given(session, person.id or 0),
            pauses=list_pauses(session, person.id or 0),
            pause_kinds=list(PauseKind),
            profession=self.desk.profession,
            me=current_staff().staff_id,
            ways=[("", words.text("health_records.admin_choose"))]
            + [(one.value, words.text(f"health_records.admin_way_{one}")) for one in codes.Way],
            has_code=codes.has_open_code(session, person.id or 0, house.clock()),
        )


def read_day(typed: str) -> date | None:
    """As the browser sends it."""
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None
