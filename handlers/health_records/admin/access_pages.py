"""Ending that an account sees somebody's records: whose it is stands there before it counts."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from admin.page import Errors, tell
from bot.services.audit import Purpose, record
from handlers.health_records.admin.desk import Desk
from handlers.health_records.models import HealthPerson, Relation
from handlers.health_records.service.acts import PERSON, HealthAction
from handlers.health_records.service.given import Given, end_access, find_given
from handlers.health_records.telling import tell_ended


@dataclass(frozen=True)
class AccessPages:
    desk: Desk

    def ask_end(self, person_id: int) -> ResponseReturnValue:
        with self.desk.house.database.write() as session:
            return self._show(session, person_id, self._find(session, person_id))

    def end_access(self, person_id: int) -> ResponseReturnValue:
        """Somebody sees this person's records no more, and is told that there is something to read."""
        desk, reason = self.desk, self.desk.read("end_reason")
        now = desk.house.clock()
        with desk.house.database.write() as session:
            given = self._find(session, person_id)
            if not reason:
                return self._show(session, person_id, given, 422, {"end_reason": ("health_records.admin_wanted", {})})
            if given.access.relation != Relation.SELF:
                tell_ended(session, desk.house.engine.house, given.access.account_id, now)
            end_access(session, given.access.id or 0, desk.actor, reason, now)
        desk.house.bell.ring("outbox")
        tell(desk.house, "health_records.admin_ended")
        return redirect(url_for(".show_home"), 303)

    def _find(self, session: Session, person_id: int) -> Given:
        """404 for what is another person's, or is over."""
        asked = request.form.get("access", "")
        id = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else 0
        return find_given(session, person_id, id) or abort(404)

    def _show(
        self, session: Session, person_id: int, given: Given, status: int = 200, errors: Errors | None = None
    ) -> Response:
        person = session.get_one(HealthPerson, person_id)
        page = self.desk.render("end_access", status, errors=errors or {}, person=person, given=given)
        record(
            session,
            self.desk.actor,
            HealthAction.LOOKED_UP,
            object_kind=PERSON,
            object_id=str(person_id),
            purpose=Purpose.SECURITY,
            reason="access",
            fields=["access"],
            now=self.desk.house.clock(),
        )
        return page
