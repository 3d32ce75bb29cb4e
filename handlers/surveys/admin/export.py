"""`answers.csv` and `answers.json`: every answer or opinion of a survey. Each export is recorded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import Response, jsonify
from flask.typing import ResponseReturnValue
from sqlmodel import Session, select

from admin.visit import act
from bot.opendata import answer_csv
from handlers.surveys.admin.desk import Desk
from handlers.surveys.models import Survey, SurveyAnswer, SurveyKind
from handlers.surveys.service.actions import SurveyAction, note
from handlers.surveys.service.opinions import list_opinions, list_texts
from handlers.surveys.service.questions import Question, read_questions
from handlers.surveys.service.results import GROUPED, count_results, name_group

OPINION = ("number", "received_on", "language", "words", "name", "address", "is_doubtful", "gist", "reply", "is_shown")
PERSONAL = ("words", "name", "address")


@dataclass(frozen=True)
class ExportPages:
    desk: Desk

    def export_csv(self, survey_id: int) -> ResponseReturnValue:
        self.desk.check_writer()
        with self.desk.house.database.write() as session:
            survey = self.desk.get(session, survey_id)
            rows = list(self._list_rows(session, survey))
            columns = _list_columns(survey)
            self._note(session, survey, len(rows))
        response = answer_csv(columns, [[_write(row.get(one)) for one in columns] for row in rows])
        response.headers["Content-Disposition"] = f'attachment; filename="survey-{survey_id}.csv"'
        return response

    def export_json(self, survey_id: int) -> ResponseReturnValue:
        """The same with the questions, by which options have their words."""
        self.desk.check_writer()
        with self.desk.house.database.write() as session:
            survey = self.desk.get(session, survey_id)
            rows = list(self._list_rows(session, survey))
            about = {
                "id": survey.id,
                "kind": survey.kind,
                "title": survey.titles,
                "closes_at": survey.closes_at.isoformat(),
                "questions": survey.questions,
                "answers": rows,
            }
            self._note(session, survey, len(rows))
        response: Response = jsonify(about)
        response.headers["Content-Disposition"] = f'attachment; filename="survey-{survey_id}.json"'
        return response

    def _list_rows(self, session: Session, survey: Survey) -> Iterator[dict[str, Any]]:
        if survey.kind == SurveyKind.COMMENT:
            for one in list_opinions(session, survey):
                yield {**{name: getattr(one, name) for name in OPINION}, "received_on": one.received_on.isoformat()}
            return
        yield from self._list_answers(session, survey)

    def _list_answers(self, session: Session, survey: Survey) -> Iterator[dict[str, Any]]:
        """In no order that says when they came; groups that are too small to be shown are no more told apart here."""
        groups = count_results(session, survey, with_doubtful=True).groups
        texts: dict[int, dict[str, str]] = defaultdict(dict)
        for text in list_texts(session, survey):
            texts[text.answer_id][text.question] = text.words
        asked, language = read_questions(survey), self.desk.words.language
        found = session.exec(select(SurveyAnswer).where(SurveyAnswer.survey_id == survey.id)).all()
        for one in sorted(found, key=lambda answer: (answer.answered_on, str(answer.chosen))):
            row: dict[str, Any] = {"answered_on": one.answered_on.isoformat(), "is_doubtful": one.is_doubtful}
            row |= {name: name_group(getattr(one, name), groups[name]) for name in GROUPED}
            for question in asked:
                chosen = [
                    question.say(each, self.desk.house.texts, language) for each in one.chosen.get(question.id, [])
                ]
                row[question.id] = texts[one.id or 0].get(question.id) or chosen or None
            yield row

    def _note(self, session: Session, survey: Survey, count: int) -> None:
        fields = PERSONAL if survey.kind == SurveyKind.COMMENT else ("words",)
        note(session, act(self.desk.house), SurveyAction.EXPORTED, survey, fields, count=count)


def _list_columns(survey: Survey) -> tuple[str, ...]:
    if survey.kind == SurveyKind.COMMENT:
        return OPINION
    asked: list[Question] = read_questions(survey)
    return ("answered_on", *GROUPED, "is_doubtful", *(one.id for one in asked))


def _write(cell: object) -> object:
    return " / ".join(map(str, cell)) if isinstance(cell, list) else cell
