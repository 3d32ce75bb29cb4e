"""`/health/data`: one's records to take along, who has seen them, a correction, and an end to it all."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from io import StringIO

from flask import Response, request
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from bot.cells import quote_cell
from bot.errors import Refused
from bot.services.audit import record
from handlers.health_records.models import HealthPerson, Relation, RequestKind, RequestState
from handlers.health_records.papers import Known, make_records
from handlers.health_records.public_given import list_ended, show_given
from handlers.health_records.public_room import Room
from handlers.health_records.service import own_data, requests
from handlers.health_records.service.acts import PERSON, HealthAction
from handlers.health_records.service.askers import find_name
from handlers.health_records.service.seeing import Seen
from handlers.health_records.service.visits import Visit
from handlers.health_records.time_line import list_booked, list_years

LONGEST_WISH = 2000
SAID = ("asked", "withdrawn")  # what was just done
TYPES = {"json": "application/json; charset=utf-8", "csv": "text/csv; charset=utf-8", "pdf": "application/pdf"}


@dataclass(frozen=True)
class DataPages:
    room: Room

    def show_data(self) -> ResponseReturnValue:
        with self.room.database.read() as session:
            return self._render(session, self.room.get_fresh(session))

    def send_file(self, kind: str) -> ResponseReturnValue:
        """Each time it is an entry of the audit log."""
        room = self.room
        with room.database.write() as session:
            visit = room.get_fresh(session)
            _, chosen = room.choose(room.list_seen(session, visit))
            content = self._write(session, kind, chosen.person)
            record(
                session,
                room.act_as(visit),
                HealthAction.EXPORTED,
                object_kind=PERSON,
                object_id=str(chosen.id),
                fields=["records"],
                new={"as": chosen.relation, "file": kind},
                now=room.clock(),
            )
        response = Response(content, content_type=TYPES[kind])
        response.headers["Content-Disposition"] = f'attachment; filename="health.{kind}"'
        return response

    def ask_correction(self) -> ResponseReturnValue:
        """Of oneself, or of whom one may see."""
        room, wish = self.room, request.form.get("wish", "").strip()[:LONGEST_WISH]
        with room.database.write() as session:
            visit = room.get_fresh(session)
            at, chosen = room.choose(room.list_seen(session, visit))
            if not wish:
                return self._render(session, visit, 422, fault="wish_missing")
            try:
                requests.ask(
                    session, RequestKind.CORRECTION, visit.account_id, room.clock(), person_id=chosen.id, wish=wish
                )
            except Refused:
                return self._render(session, visit, 422, fault="wish_too_many")
        return room.go("show_data", who=at, said="asked")

    def forget(self) -> ResponseReturnValue:
        """The account sees nothing any more; the records themselves stay. First a page says what that is."""
        room = self.room
        if request.form.get("sure") != "yes":
            return self._ask_sure()
        with room.database.write() as session:
            visit = room.get_fresh(session)
            if not own_data.forget(session, visit.account_id, room.clock()):
                return self._render(session, visit, 422, fault="forget_later")
        return room.take_key(room.render("forgotten"))

    def _ask_sure(self) -> Response:
        room = self.room
        with room.database.read() as session:
            visit = room.get_fresh(session)
            if any(one.state == RequestState.OPEN for one in requests.list_own(session, visit.account_id)):
                return self._render(session, visit, 422, fault="forget_later")
            return room.render("forget")

    def _render(self, session: Session, visit: Visit, status: int = 200, fault: str = "") -> Response:
        room = self.room
        seen = room.list_seen(session, visit)
        at, chosen = room.choose(seen)
        return room.render(
            "data",
            status,
            fault=fault,
            seen=seen,
            at=at,
            chosen=chosen,
            looks=own_data.list_looks(session, chosen.id),
            say_look=lambda look: self._say_look(session, chosen, look),
            requests=requests.list_own(session, visit.account_id),
            ended={one.id: day for one, day in list_ended(session, room, visit.account_id)},
            said=next((one for one in SAID if one == request.args.get("said")), ""),
            given=show_given(session, chosen),
        )

    def _say_look(self, session: Session, chosen: Seen, look: own_data.Look) -> tuple[str, str]:
        """Who it was and what for; staff's names are not said, and a proxy's to the person alone."""
        room, words = self.room, self.room.words
        if look.relation:
            is_named = look.account_id and look.relation == Relation.PROXY and chosen.relation == Relation.SELF
            name = find_name(session, look.account_id) if is_named else ""
            return f"{words(f'seen_by_{look.relation}')} {name}".strip(), ""
        department = room.house.city.find_department(look.department)
        purpose = f"my_data.purpose_{look.purpose or 'any'}"
        who = department.name_in(words.language) if department else words("my_data.role_any")
        return who, words(purpose)

    def _write(self, session: Session, kind: str, person: HealthPerson) -> bytes:
        room = self.room
        if kind == "pdf":
            house, words, person_id = room.house, room.words, person.id or 0
            years, booked = list_years(session, words, person_id), list_booked(session, words, person_id)
            known = Known(person, years, booked)
            return make_records(house.texts, house.city, room.facts.department, known, words, room.clock())
        data = own_data.export_person(session, person.id or 0)
        if kind == "json":
            return json.dumps(data, ensure_ascii=False, indent=2).encode("utf-8")
        text = StringIO(newline="")
        rows = csv.writer(text)
        rows.writerow(own_data.ROW_COLUMNS)
        rows.writerows([*map(quote_cell, row)] for row in own_data.list_rows(data))
        return text.getvalue().encode("utf-8-sig")
