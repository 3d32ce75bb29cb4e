"""Writing a survey, and changing a draft."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session
from werkzeug.datastructures import MultiDict

from admin.broadcasts.audience import list_districts, list_segments
from admin.broadcasts.form import KEPT, find_kept
from admin.page import tell, warn
from admin.visit import act
from bot.errors import UserError
from handlers.surveys.admin.desk import Desk
from handlers.surveys.admin.form import KINDS, Typed, show_form
from handlers.surveys.models import Survey, SurveyKind
from handlers.surveys.service.stage import Stage, load_stage
from handlers.surveys.service.writing import save


@dataclass(frozen=True)
class WritingPages:
    desk: Desk

    def show_new(self) -> ResponseReturnValue:
        self.desk.check_writer()
        return self._render(Typed(MultiDict({"q1_kind": "scale", "q1_required": "yes"}), self._languages))

    def create(self) -> ResponseReturnValue:
        return self._save(None)

    def show_edit(self, survey_id: int) -> ResponseReturnValue:
        self.desk.check_writer()
        with self.desk.house.database.read() as session:
            survey = self.desk.get(session, survey_id)
            if load_stage(session, survey, self.desk.house.clock()) is not Stage.DRAFT:
                return redirect(url_for(".show", survey_id=survey_id), 303)
            session.expunge_all()
        return self._render(show_form(survey, self._languages), survey)

    def change(self, survey_id: int) -> ResponseReturnValue:
        with self.desk.house.database.read() as session:
            survey = self.desk.get(session, survey_id)
            session.expunge_all()
        return self._save(survey)

    def _save(self, survey: Survey | None) -> ResponseReturnValue:
        self.desk.check_writer()
        house, typed = self.desk.house, Typed(request.form, self._languages)
        with house.database.read() as session:
            wanted = typed.read(find_kept(survey.rule) if survey else {}, _list_rules(session))
        if wanted is None:
            return self._render(typed, survey, 422)
        try:
            with house.database.write() as session:
                saved_id = save(session, survey.id if survey else None, wanted, act(house)).id
        except UserError as error:
            warn(house, error.text_key, **error.values)
            return self._render(typed, survey, 409)
        tell(house, "surveys.admin_told_saved")
        return redirect(url_for(".show", survey_id=saved_id), 303)

    def _render(self, typed: Typed, survey: Survey | None = None, status: int = 200) -> ResponseReturnValue:
        house, words = self.desk.house, self.desk.words
        with house.database.read() as session:
            segments = [(f"{one.id}", one.name) for one in list_segments(session)]
        if survey is not None and find_kept(survey.rule):
            segments.insert(0, (KEPT, words.text("broadcasts.segment_kept")))
        return self.desk.render(
            "edit",
            status,
            typed=typed,
            errors=typed.errors,
            one=survey,
            tongues=[(one, house.texts.name_language(one)) for one in typed.languages],
            districts=[(area.id, area.name_in(words.language)) for area in list_districts(house)],
            segments=[("", words.text("broadcasts.segment_none")), *segments],
            kinds=[(kind, words.text(f"surveys.kind_{kind}")) for kind in SurveyKind],
            question_kinds=[(kind, words.text(f"surveys.admin_question_{kind or 'none'}")) for kind in KINDS],
        )

    @property
    def _languages(self) -> tuple[str, ...]:
        return tuple(self.desk.house.texts.languages)


def _list_rules(session: Session) -> Mapping[str, Mapping[str, Any]]:
    return {str(one.id): one.rule for one in list_segments(session)}
