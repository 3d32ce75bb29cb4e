"""`/health/data/withdraw`: whom one lets see one's own records, until one does not any more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import abort, request
from flask.typing import ResponseReturnValue
from sqlmodel import Session, col, select

from handlers.health_records.models import HealthRequest, Relation
from handlers.health_records.public_room import Room
from handlers.health_records.service.given import Given, end_access, find_last_day, list_given
from handlers.health_records.service.seeing import Seen, find_self
from handlers.health_records.telling import tell_ended


@dataclass(frozen=True)
class GivenPages:
    room: Room

    def withdraw(self) -> ResponseReturnValue:
        """First a page says whose access it is."""
        room = self.room
        with room.database.write() as session:
            visit = room.get_fresh(session)
            own = find_self(session, visit.account_id) or abort(404)
            given = self._find(session, own.person_id)
            if request.form.get("sure") != "yes":
                return room.render("withdraw", given=given)
            tell_ended(session, room.house, given.access.account_id, room.clock())
            end_access(session, given.access.id or 0, room.act_as(visit), "", room.clock())
        return room.go("show_data", said="withdrawn")

    def _find(self, session: Session, person_id: int) -> Given:
        """Of one's own records alone: a parent or proxy takes nothing away from another."""
        asked = request.form.get("access", "")
        given = (one for one in list_others(session, person_id) if str(one.access.id) == asked)
        return next(given, None) or abort(self.room.go("show_data"))


def list_others(session: Session, person_id: int) -> list[Given]:
    return [one for one in list_given(session, person_id) if one.access.relation != Relation.SELF]


def show_given(session: Session, chosen: Seen) -> list[Given]:
    """For one's own page alone; others read no names there."""
    return list_others(session, chosen.id) if chosen.relation == Relation.SELF else []


def list_ended(session: Session, room: Room, account_id: int) -> list[tuple[HealthRequest, date]]:
    """What this account was let see by request, and does not any more, with the day."""
    own = select(HealthRequest).where(HealthRequest.account_id == account_id).order_by(col(HealthRequest.id).desc())
    found = ((one, find_last_day(session, one, room.today)) for one in session.exec(own))
    return [(one, day) for one, day in found if day is not None]
