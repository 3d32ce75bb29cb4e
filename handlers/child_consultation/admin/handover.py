"""Who goes home tells who stays: what is open tonight, and a case for who takes it over, as a page and on paper."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, abort, request
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from bot.documents.slip import make_slip
from handlers.child_consultation.admin.desk import Desk
from handlers.child_consultation.admin.summary import Summary
from handlers.child_consultation.models import ChildCase
from handlers.child_consultation.service.rights import CaseAction, may_open, note
from handlers.child_consultation.service.working import View, is_waiting, list_disciplines_of, list_queue


@dataclass(frozen=True)
class HandoverPages:
    desk: Desk

    def show_handover(self) -> ResponseReturnValue:
        """For the night, on paper: what is open and what to watch. That it was opened is recorded for each case."""
        self.desk.centre_reader  # noqa: B018  # 403 for others
        with self.desk.house.database.write() as session:
            cases = list_queue(session, View.OPEN)
            disciplines = list_disciplines_of(session, cases)
            page = self.desk.render("handover", cases=cases, disciplines=disciplines, is_waiting=is_waiting)
            self._note_watched(session, cases)
        return page

    def send_handover(self) -> ResponseReturnValue:
        """The same as a file, recorded as the page is."""
        self.desk.centre_reader  # noqa: B018  # 403 for others
        summary = Summary(self.desk)
        with self.desk.house.database.write() as session:
            cases = list_queue(session, View.OPEN)
            slip = summary.sum_up_night(cases, list_disciplines_of(session, cases))
            self._note_watched(session, cases)
        return _send(make_slip(self.desk.house.texts, slip), "handover")

    def send_case(self, case_id: int) -> ResponseReturnValue:
        """One case for who takes it over, by who may open it. Each time is recorded, since paper is read by others, and
        so is that it has notes which not all of them may read at the desk."""
        has_all_notes = request.args.get("notes") == "all"
        reader, summary = self.desk.centre_reader, Summary(self.desk)
        with self.desk.house.database.write() as session:
            case = self.desk.find(session, case_id)
            if not may_open(session, reader, case, self.desk.now):
                abort(403)
            slip = summary.sum_up_case(session, case, has_all_notes=has_all_notes)
            fields = ("summary", "notes") if has_all_notes else ("summary",)
            note(session, self.desk.actor, CaseAction.HANDED_OVER, case, self.desk.now, fields=fields)
        return _send(make_slip(self.desk.house.texts, slip), f"handover-{slip.number}")

    def _note_watched(self, session: Session, cases: list[ChildCase]) -> None:
        for case in cases:
            if case.watch:
                note(session, self.desk.actor, CaseAction.HANDED_OVER, case, self.desk.now, fields=("watch",))


def _send(pdf: bytes, name: str) -> Response:
    response = Response(pdf, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    response.headers["Cache-Control"] = "no-store"
    return response
