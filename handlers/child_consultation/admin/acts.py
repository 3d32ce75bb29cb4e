"""What is done to a case on its page."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from flask import request
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from admin.page import tell, warn
from bot.errors import Refused, UserError
from handlers.child_consultation.admin.desk import Desk
from handlers.child_consultation.levels import Level
from handlers.child_consultation.models import ChildCase
from handlers.child_consultation.service import duty, working
from handlers.child_consultation.service.appointments import find_coming
from handlers.child_consultation.service.opening import lock
from handlers.child_consultation.service.rights import CaseAction, list_assigned, note
from handlers.child_consultation.service.writing import Draft, check_draft, write_as_staff


@dataclass(frozen=True)
class Acts:
    desk: Desk

    def claim(self, case_id: int) -> ResponseReturnValue:
        """A case that nobody has is one's discipline's, without a reason; of two who claim it both may work on it."""
        reader, wanted = self.desk.centre_reader, request.form.get("discipline", "")
        with self.desk.house.database.write() as session:
            case = lock(session, self.desk.find(session, case_id).id or 0)
            is_free = case is not None and not list_assigned(session, case_id)
            if case is not None and is_free and wanted in reader.disciplines:
                working.assign(session, case, wanted, self.desk.actor, self.desk.now)
                self.desk.settle(session, case)
        if not is_free:
            warn(self.desk.house, "child_consultation.admin_refused")
        return self.desk.go_to(case_id)

    def take(self, case_id: int) -> ResponseReturnValue:
        """An alarm: of two who take it, one has it, and it is their discipline's unless it is somebody's already."""
        reader, actor, now = self.desk.centre_reader, self.desk.actor, self.desk.now
        try:
            with self.desk.house.database.write() as session:
                self.desk.find(session, case_id)
                case = duty.take(session, case_id, reader.staff_id, actor, now)
                if reader.disciplines and not list_assigned(session, case_id):
                    working.assign(session, case, min(reader.disciplines), actor, now)
        except Refused:
            warn(self.desk.house, "child_consultation.admin_taken_by_other")
        else:
            tell(self.desk.house, "child_consultation.admin_taken")
        return self.desk.go_to(case_id)

    def answer(self, case_id: int) -> ResponseReturnValue:
        """On the page of who wrote; in LINE stands that there is something to read."""
        draft = Draft(self.desk.read("words"), request.form.get("nonce", "")[:64] or secrets.token_urlsafe(16))
        try:
            check_draft(draft)
        except UserError:
            warn(self.desk.house, "child_consultation.admin_wanted_words")
            return self.desk.go_to(case_id)
        reader = self.desk.centre_reader

        def act(session: Session, case: ChildCase) -> None:
            own = [one for one in list_assigned(session, case_id) if one in reader.disciplines]
            if write_as_staff(session, case, draft, reader.staff_id, next(iter(own), ""), self.desk.now):
                note(session, self.desk.actor, CaseAction.ANSWERED, case, self.desk.now)
                self.desk.settle(session, case)

        return self.desk.do(case_id, act, "admin_answered")

    def change_level(self, case_id: int) -> ResponseReturnValue:
        """Down with a reason alone."""
        said = request.form.get("level", "")
        if said not in set(Level):
            return self.desk.go_to(case_id)
        desk, reason = self.desk, self.desk.read("reason", 300)

        def act(session: Session, case: ChildCase) -> None:
            working.change_level(session, case, Level(said), reason, desk.actor, desk.catalogue, desk.hours, desk.now)

        return desk.do(case_id, act, "admin_saved")

    def assign(self, case_id: int) -> ResponseReturnValue:
        wanted = request.form.get("discipline", "")

        def act(session: Session, case: ChildCase) -> None:
            if self.desk.catalogue.find_discipline(wanted) is None:
                raise Refused("there is no such discipline")
            working.assign(session, case, wanted, self.desk.actor, self.desk.now)
            self.desk.settle(session, case)

        return self.desk.do(case_id, act, "admin_saved")

    def release(self, case_id: int) -> ResponseReturnValue:
        wanted = request.form.get("discipline", "")

        def act(session: Session, case: ChildCase) -> None:
            working.release(session, case, wanted, self.desk.actor, self.desk.now)

        return self.desk.do(case_id, act, "admin_saved")

    def watch(self, case_id: int) -> ResponseReturnValue:
        words = self.desk.read("watch", 500)

        def act(session: Session, case: ChildCase) -> None:
            working.watch(session, case, words, self.desk.actor, self.desk.now)

        return self.desk.do(case_id, act, "admin_saved")

    def give_link(self, case_id: int) -> ResponseReturnValue:
        """Where the video meeting is; it stands on the page of who wrote."""
        link = self.desk.read("link", 500)

        def act(session: Session, case: ChildCase) -> None:
            appointment = find_coming(session, case_id, self.desk.now)
            if appointment is None or not link.startswith("https://"):
                raise Refused("a link begins with https://")
            appointment.link = link
            session.add(appointment)
            note(session, self.desk.actor, CaseAction.LINK_GIVEN, case, self.desk.now)

        return self.desk.do(case_id, act, "admin_saved")

    def close(self, case_id: int) -> ResponseReturnValue:
        reason = request.form.get("reason", "")

        def act(session: Session, case: ChildCase) -> None:
            working.close(session, case, reason, self.desk.catalogue, self.desk.actor, self.desk.now)

        return self.desk.do(case_id, act, "admin_closed")
