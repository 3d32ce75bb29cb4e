"""A long illness on somebody's page: whoever works on this service enters it, another one who is a doctor or nurse of
the city confirms it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import NoResultFound
from sqlmodel import Session

from admin.page import tell, warn
from admin.visit import current_staff
from bot.clock import TOKYO
from bot.errors import Refused
from bot.services.audit import Purpose, record
from handlers.health_records.admin.desk import Desk
from handlers.health_records.admin.person_pages import read_day
from handlers.health_records.models import HealthPause, HealthPerson, PauseState
from handlers.health_records.service.acts import PERSON, HealthAction
from handlers.health_records.service.pausing import PauseKind, decide_pause, end_pause, propose_pause


@dataclass(frozen=True)
class PausePages:
    desk: Desk

    def enter_pause(self, person_id: int) -> ResponseReturnValue:
        """The reason is kept with it, sealed, for who confirms it; the audit log says that it was entered."""
        desk, reason, now = self.desk, self.desk.read("pause_reason"), self.desk.house.clock()
        began_on, ended_on = read_day(desk.read("pause_from")), read_day(desk.read("pause_until"))
        kind = next((one for one in PauseKind if one == request.form.get("pause_kind")), None)
        try:
            if not reason or began_on is None or ended_on is None or kind is None:
                raise Refused("it is not whole")
            with desk.house.database.write() as session:
                person = session.get(HealthPerson, person_id) or abort(404)
                if began_on < person.birth_date or ended_on > now.astimezone(TOKYO).date():
                    raise Refused("it is no span of their life")
                staff_id, span = current_staff().staff_id, (began_on, ended_on)
                done = propose_pause(session, desk.vault, person_id, *span, kind, reason, staff_id, now)
                self._note(session, person_id, HealthAction.PAUSE_ENTERED, "", {"was": done})
        except Refused:
            warn(desk.house, "health_records.admin_pause_refused")
        else:
            tell(desk.house, "health_records.admin_pause_entered")
        return redirect(url_for(".show_home"), 303)

    def confirm_pause(self, pause_id: int) -> ResponseReturnValue:
        return self._decide(pause_id, PauseState.CONFIRMED, HealthAction.PAUSE_CONFIRMED)

    def decline_pause(self, pause_id: int) -> ResponseReturnValue:
        return self._decide(pause_id, PauseState.DECLINED, HealthAction.PAUSE_DECLINED)

    def end_pause(self, pause_id: int) -> ResponseReturnValue:
        return self._decide(pause_id, None, HealthAction.PAUSE_ENDED)

    def _decide(self, pause_id: int, state: PauseState | None, action: HealthAction) -> ResponseReturnValue:
        """For who is a doctor or nurse by `city.yml` alone, with a reason for the audit log."""
        desk = self.desk
        profession, reason = desk.profession or abort(403), desk.read("pause_why")
        try:
            if not reason:
                raise Refused("there is no reason")
            with desk.house.database.write() as session:
                pause = self._change(session, pause_id, state, profession)
                self._note(session, pause.person_id, action, reason, {"profession": profession})
        except NoResultFound:
            abort(404)
        except Refused:
            warn(desk.house, "health_records.admin_pause_not_decided")
        else:
            tell(desk.house, "health_records.admin_pause_decided")
        return redirect(url_for(".show_home"), 303)

    def _change(self, session: Session, pause_id: int, state: PauseState | None, profession: str) -> HealthPause:
        if state is None:
            return end_pause(session, pause_id)
        return decide_pause(session, pause_id, state, current_staff().staff_id, profession, self.desk.house.clock())

    def _note(self, session: Session, person_id: int, action: HealthAction, reason: str, new: dict[str, str]) -> None:
        record(
            session,
            self.desk.actor,
            action,
            object_kind=PERSON,
            object_id=str(person_id),
            purpose=Purpose.QUALITY,
            reason=reason,
            fields=["pauses"],
            new=new,
            now=self.desk.house.clock(),
        )
