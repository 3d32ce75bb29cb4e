"""What citizens ask for: a correction, a child's records, a proxy's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

from flask import Response, abort, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from admin.page import Errors, tell, warn
from bot.clock import TOKYO
from bot.errors import Refused
from bot.models.forms import FormEntry
from bot.services.audit import Purpose, record
from bot.services.form_entries import find_photo
from handlers.health_records.admin.desk import Desk
from handlers.health_records.models import HealthPerson, HealthRequest, RequestState
from handlers.health_records.service import requests
from handlers.health_records.service.acts import PERSON, HealthAction
from handlers.health_records.service.askers import find_asker
from handlers.health_records.service.given import find_last_day

MOST = 200
PHOTO = "photo"


@dataclass(frozen=True)
class RequestPages:
    desk: Desk

    def show_requests(self) -> ResponseReturnValue:
        """The longest waiting first; what is in them is shown to who opens one."""
        state = request.args.get("state", RequestState.OPEN)
        if state not in list(RequestState):
            abort(404)
        with self.desk.house.database.read() as session:
            found = requests.list_requests(session, state, MOST)
            return self.desk.render(
                "requests",
                found=found,
                state=state,
                states=[*RequestState],
                find_last_day=self._find_last_day(session),
            )

    def open_request(self, asked_id: int) -> ResponseReturnValue:
        """Each look is an entry, which the citizen whose records it is about can see."""
        with self.desk.house.database.write() as session:
            return self.show(session, self.find(session, asked_id))

    def show_photo(self, asked_id: int) -> ResponseReturnValue:
        with self.desk.house.database.write() as session:
            asked = self.find(session, asked_id)
            entry = session.get(FormEntry, asked.entry_id) if asked.entry_id else None
            photo = find_photo(session, entry, PHOTO) if entry else None
            content = photo.content if photo else abort(404)
            self.note(session, asked)
        response = send_file(BytesIO(content), "image/jpeg")
        response.headers["Cache-Control"] = "no-store"
        return response

    def answer(self, asked_id: int) -> ResponseReturnValue:
        return self._say(asked_id, "answer", RequestState.ANSWERED)

    def decline(self, asked_id: int) -> ResponseReturnValue:
        return self._say(asked_id, "why", RequestState.DECLINED)

    def _say(self, asked_id: int, field: str, state: RequestState) -> ResponseReturnValue:
        desk, said = self.desk, self.desk.read(field)
        if not said:
            with desk.house.database.write() as session:
                asked = self.find(session, asked_id)
                return self.show(session, asked, 422, {field: ("health_records.admin_wanted", {})})
        return self.do(lambda session: requests.answer(session, asked_id, state, said, desk.actor, desk.house.clock()))

    def do(self, act: Callable[[Session], None]) -> ResponseReturnValue:
        """What somebody else was quicker with is not done again."""
        try:
            with self.desk.house.database.write() as session:
                act(session)
        except Refused:
            return self.leave_over()
        tell(self.desk.house, "health_records.admin_done")
        return redirect(url_for(".show_requests"), 303)

    def leave_over(self) -> ResponseReturnValue:
        warn(self.desk.house, "health_records.admin_over")
        return redirect(url_for(".show_requests"), 303)

    def _find_last_day(self, session: Session) -> Callable[[HealthRequest], date | None]:
        today = self.desk.house.clock().astimezone(TOKYO).date()
        return lambda asked: find_last_day(session, asked, today)

    def find(self, session: Session, asked_id: int) -> HealthRequest:
        return session.get(HealthRequest, asked_id) or abort(404)

    def note(self, session: Session, asked: HealthRequest, *persons: HealthPerson | None) -> None:
        """An entry for each person who is shown, or for the request where it is nobody's yet. Last in a transaction."""
        ids = {asked.person_id or 0, *(one.id or 0 for one in persons if one)} - {0}
        seen = [(PERSON, id) for id in sorted(ids)] or [(requests.OBJECT, asked.id or 0)]
        for kind, id in seen:
            record(
                session,
                self.desk.actor,
                HealthAction.LOOKED_UP,
                object_kind=kind,
                object_id=str(id),
                purpose=Purpose.REQUEST,
                reason=asked.number,
                fields=["request"],
                now=self.desk.house.clock(),
            )

    def show(self, session: Session, asked: HealthRequest, status: int = 200, errors: Errors | None = None) -> Response:
        """What is in it, and who asks; also once more with what is wrong, that is a look."""
        entry = session.get(FormEntry, asked.entry_id) if asked.entry_id else None
        content: dict[str, Any] = dict(entry.content) if entry else {}
        asker = find_asker(session, asked, content)
        page = self.desk.render(
            "request",
            status,
            errors=errors or {},
            asked=asked,
            asker=asker,
            find_last_day=self._find_last_day(session),
            person=session.get(HealthPerson, asked.person_id) if asked.person_id else None,
            answers=content,
            form=entry.form if entry else "",
            is_open=asked.state == RequestState.OPEN,
            given={name: self.desk.read(name) for name in ("number", "until", "answer", "why", "renamed")},
        )
        self.note(session, asked, asker.person)
        return page
