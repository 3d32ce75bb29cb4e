"""`/admin/lectures/<id>/answers`: how a lecture was liked, as bars and as a file, when enough have answered."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from functools import cached_property

from flask import Response
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from admin.page import Words
from bot.cells import quote_cell
from bot.forms.definition import Form, load_forms
from handlers.lectures.admin.desk import Desk
from handlers.lectures.service.answering import COMMENT, FEWEST, FORM, Results, count_answers


@dataclass(frozen=True)
class AnswerPage:
    desk: Desk

    @cached_property
    def form(self) -> Form:
        found = load_forms(self.desk.house.texts).find(FORM)
        assert found is not None
        return found

    def show_answers(self, lecture_id: int) -> ResponseReturnValue:
        """The sentence says how most liked it, bars and numbers the rest."""
        with self.desk.house.database.read() as session:
            offer, found = self.desk.find(session, lecture_id), self._count(session, lecture_id)
        liked = next((one.counts for one in found.questions if one.name == "liked"), ())
        percent = round(sum(count for _, count in liked[:2]) * 100 / found.answers) if liked else 0
        named = {"ask": self._ask, "say": self._say}
        return self.desk.render("answers", 200, offer=offer, found=found, fewest=FEWEST, percent=percent, **named)

    def export_answers(self, lecture_id: int) -> ResponseReturnValue:
        """A row for each option of each question, and one for each comment."""
        with self.desk.house.database.read() as session:
            offer, found = self.desk.find(session, lecture_id), self._count(session, lecture_id)
        written = io.StringIO(newline="")
        table, words = csv.writer(written), Words(self.desk.house)
        table.writerow([words.text(f"lectures.admin_{name}") for name in ("question", "option", "count")])
        for question in found.questions:
            for option, count in question.counts:
                table.writerow([self._ask(question.name), self._say(question.name, option), count])
        table.writerows([self._ask(COMMENT), quote_cell(comment), 1] for comment in found.comments)
        response = Response(written.getvalue().encode("utf-8-sig"))
        response.headers["Content-Type"] = "text/csv; charset=utf-8"
        response.headers["Content-Disposition"] = f'attachment; filename="answers-{offer.lecture.code}.csv"'
        return response

    def _count(self, session: Session, lecture_id: int) -> Results:
        return count_answers(session, lecture_id, self.form)

    def _ask(self, question: str) -> str:
        return Words(self.desk.house).text(self.form.key_of_field(question))

    def _say(self, question: str, option: str) -> str:
        return Words(self.desk.house).text(f"{self.form.key_of_field(question)}_{option}")
