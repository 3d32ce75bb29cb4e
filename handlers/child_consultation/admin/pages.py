"""`/admin/child-consultation`: a case, and the way into one that is not one's own."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from admin.house import AdminHouse
from admin.page import Errors
from admin.section import add_routes
from bot.services.audit import Purpose
from handlers.child_consultation.admin.acts import Acts
from handlers.child_consultation.admin.alarm import look_at_alarm
from handlers.child_consultation.admin.counted import FiguresPages
from handlers.child_consultation.admin.desk import Desk
from handlers.child_consultation.admin.handover import HandoverPages
from handlers.child_consultation.admin.live import QueuePages
from handlers.child_consultation.admin.referred import ReferralPages
from handlers.child_consultation.admin.sharing import Sharing
from handlers.child_consultation.judging import explain_rules, list_alerts
from handlers.child_consultation.levels import Level
from handlers.child_consultation.models import ChildCase
from handlers.child_consultation.service import together
from handlers.child_consultation.service.appointments import find_coming
from handlers.child_consultation.service.duty import heed_desk
from handlers.child_consultation.service.rights import (
    is_assigned,
    is_for_all,
    list_assigned,
    look_for_reason,
    may_open,
    may_read_note,
    note_view,
)
from handlers.child_consultation.service.working import SHORTEST_REASON, is_waiting
from handlers.child_consultation.service.writing import find_photo, list_messages
from handlers.child_consultation.triage.city_table import find_city_table

ROOM = "child_consultation"
PURPOSES = tuple(one for one in Purpose if one not in (Purpose.ANSWER, Purpose.APPLICATION, Purpose.RECALL))


def create_blueprint(house: AdminHouse) -> Blueprint:
    """For the staff of this service: those of the centre, and who is asked for help in other departments."""
    blueprint = Blueprint(
        ROOM,
        __name__,
        url_prefix="/child-consultation",
        template_folder="templates",
        static_folder="static",
        static_url_path="/static",
    )
    desk = Desk(house)
    pages, acts, sharing, handover = Pages(desk), Acts(desk), Sharing(desk), HandoverPages(desk)
    queue, figures, referrals = QueuePages(desk), FiguresPages(desk), ReferralPages(desk)
    case = "/cases/<int:case_id>"
    add_routes(
        blueprint,
        (
            ("GET", "", queue.show_queue),
            ("GET", "/list", queue.show_list),
            ("GET", "/events", queue.queue_events),
            ("GET", "/handover", handover.show_handover),
            ("GET", "/handover.pdf", handover.send_handover),
            ("GET", case, pages.show_case),
            ("GET", f"{case}/handover.pdf", handover.send_case),
            ("GET", f"{case}/photo/<int:message_id>", pages.show_photo),
            ("POST", f"{case}/look", pages.look),
            ("POST", f"{case}/claim", acts.claim),
            ("POST", f"{case}/take", acts.take),
            ("POST", f"{case}/answer", acts.answer),
            ("POST", f"{case}/level", acts.change_level),
            ("POST", f"{case}/assign", acts.assign),
            ("POST", f"{case}/release", acts.release),
            ("POST", f"{case}/watch", acts.watch),
            ("POST", f"{case}/meeting-link", acts.give_link),
            ("POST", f"{case}/close", acts.close),
            ("POST", f"{case}/note", sharing.write_note),
            ("POST", f"{case}/sibling", sharing.link_sibling),
            ("POST", f"{case}/meeting", sharing.plan_meeting),
            ("POST", f"{case}/meetings/<int:meeting_id>/decide", sharing.decide),
            ("GET", f"{case}/meetings/<int:meeting_id>.ics", sharing.send_calendar),
            ("POST", f"{case}/refer", sharing.refer),
            ("GET", "/figures", figures.show_figures),
            ("GET", "/figures.csv", figures.export_figures),
            ("GET", "/referrals", referrals.show_referrals),
            ("POST", "/referrals/<int:referral_id>/accept", referrals.accept),
            ("POST", "/referrals/<int:referral_id>/return", referrals.give_back),
        ),
    )
    return blueprint


@dataclass(frozen=True)
class Pages:
    desk: Desk

    def show_case(self, case_id: int) -> ResponseReturnValue:
        """The whole case for who may read it, else the question why they want to."""
        reader, now = self.desk.centre_reader, self.desk.now
        with self.desk.house.database.write() as session:
            case = self.desk.find(session, case_id)
            heed_desk(session, case_id, now)
            if not may_open(session, reader, case, now):
                return self._ask_why(session, case)
            page = self._render_case(session, case)
            note_view(session, self.desk.actor, case, now)
        return page

    def look(self, case_id: int) -> ResponseReturnValue:
        """Opened for a reason, for half an hour. Who wrote it can see that it was."""
        reader, reason = self.desk.centre_reader, self.desk.read("reason", 300)
        purpose = request.form.get("purpose", "")
        errors: Errors = {}
        if purpose not in PURPOSES:
            errors["purpose"] = ("child_consultation.admin_wanted", {})
        if len(reason) < SHORTEST_REASON:
            errors["reason"] = ("child_consultation.admin_wanted", {})
        with self.desk.house.database.write() as session:
            case = self.desk.find(session, case_id)
            if errors:
                return self._ask_why(session, case, 422, errors)
            look_for_reason(session, reader, case, self.desk.actor, Purpose(purpose), reason, self.desk.now)
        return self.desk.go_to(case_id)

    def show_photo(self, case_id: int, message_id: int) -> ResponseReturnValue:
        reader = self.desk.centre_reader
        with self.desk.house.database.read() as session:
            case = self.desk.find(session, case_id)
            if not may_open(session, reader, case, self.desk.now):
                abort(403)
            content = find_photo(session, case_id, message_id) or abort(404)
        return Response(content, mimetype="image/jpeg")

    def _ask_why(self, session: Session, case: ChildCase, status: int = 200, errors: Errors | None = None) -> Response:
        is_free = not list_assigned(session, case.id or 0)
        return self.desk.render(
            "reason",
            status,
            case=case,
            alarm=look_at_alarm(session, case),
            is_free=is_free,
            purposes=PURPOSES,
            typed=request.form,
            errors=errors or {},
        )

    def _render_case(self, session: Session, case: ChildCase) -> Response:
        reader, id = self.desk.reader, case.id or 0
        notes = together.list_notes(session, id)
        assigned = list_assigned(session, id)
        readable = [one for one in notes if may_read_note(reader, one)]
        return self.desk.render(
            "case",
            case=case,
            messages=list_messages(session, id),
            assigned=assigned,
            is_own=is_assigned(session, reader, case),
            notes=readable,
            hidden=len(notes) - len(readable),
            unprinted=sum(not is_for_all(one, assigned) for one in readable),
            siblings=together.list_siblings(session, id),
            meetings=together.list_meetings(session, id),
            referrals=together.list_referrals(session, id),
            appointment=find_coming(session, id, self.desk.now),
            departments=[one for one in self.desk.house.city.departments if one.id != self.desk.catalogue.department],
            levels=list(Level),
            alarm=look_at_alarm(session, case),
            alerts=list_alerts(case.rules, find_city_table(self.desk.house.city)),
            is_late=is_waiting(case) and case.due_at < self.desk.now,
            is_waiting=is_waiting(case),
            nonce=secrets.token_urlsafe(16),
            rules=explain_rules(case.rules, find_city_table(self.desk.house.city)),
            typed={},
        )
