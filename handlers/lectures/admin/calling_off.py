"""`/admin/lectures/<id>/cancel`: a lecture is called off, once, after a look at whom it concerns."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request
from flask.typing import ResponseReturnValue

from admin.page import tell, warn
from bot.errors import Refused
from handlers.lectures.admin.desk import Desk
from handlers.lectures.service.attending import LectureAction, list_applications
from handlers.lectures.service.cancelling import cancel_lecture

LONGEST_WHY = 200


@dataclass(frozen=True)
class CallingOff:
    desk: Desk

    def ask_cancel(self, lecture_id: int) -> ResponseReturnValue:
        with self.desk.house.database.read() as session:
            offer = self.desk.find(session, lecture_id)
            concerned = len(list_applications(session, lecture_id, self.desk.now))
            return self.desk.render("cancel", offer=offer, concerned=concerned, longest=LONGEST_WHY)

    def cancel(self, lecture_id: int) -> ResponseReturnValue:
        """The reason is told to citizens as it is written."""
        why = " ".join(request.form.get("why", "").split())[:LONGEST_WHY]
        try:
            with self.desk.house.database.write() as session:
                offer = self.desk.find(session, lecture_id)
                cancel_lecture(session, lecture_id, why, self.desk.now)
                self.desk.note(session, LectureAction.CANCELLED, offer.lecture.code, {"why": why})
        except Refused:
            warn(self.desk.house, "lectures.admin_not_cancelled")
        else:
            tell(self.desk.house, "lectures.admin_cancelled")
        return self.desk.go_to(lecture_id)
