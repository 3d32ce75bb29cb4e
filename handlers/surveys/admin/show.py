"""A survey as staff see it: how it stands, what comes back, and what was written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session, col, func, select

from admin.broadcasts.audience import describe_rule, find_audience
from admin.broadcasts.preview import preview_values
from admin.visit import act, current_staff
from bot.models.broadcasts import Broadcast
from bot.models.staff import Role
from bot.services.broadcasts.content import write_content as store
from handlers.surveys.admin.desk import Desk
from handlers.surveys.links import page_url
from handlers.surveys.models import Survey, SurveyAnswer, SurveyKind, SurveyOpinion
from handlers.surveys.public_results import list_charts, name_groups
from handlers.surveys.service.actions import SurveyAction, note
from handlers.surveys.service.opinions import list_opinions, list_texts
from handlers.surveys.service.questions import QuestionKind, read_questions
from handlers.surveys.service.results import count_results
from handlers.surveys.service.stage import ASKED, Stage, list_surveys, load_stage


@dataclass(frozen=True)
class ShowPages:
    desk: Desk

    def show_list(self) -> ResponseReturnValue:
        """The newest first; `?broadcast=` leads from a message to its survey."""
        asked = request.args.get("broadcast", 0, int)
        with self.desk.house.database.read() as session:
            found = list_surveys(session, self.desk.house.clock())
            one = next((survey.id for survey, _ in found if asked and survey.broadcast_id == asked), None)
            if one is not None:
                return redirect(url_for(".show", survey_id=one), 303)
            counts = _count_answers(session)
            return self.desk.render("list", rows=[(one, stage, counts.get(one.id or 0, 0)) for one, stage in found])

    def show(self, survey_id: int) -> ResponseReturnValue:
        """What citizens get while nobody was asked yet; from then on what comes back."""
        house = self.desk.house
        with house.database.read() as session:
            survey = self.desk.get(session, survey_id)
            stage = load_stage(session, survey, house.clock())
            values = self._describe(session, survey) if stage in ASKED else self._preview(session, survey)
            return self.desk.render(
                "survey",
                one=survey,
                stage=stage,
                is_asked=stage in ASKED,
                rule=describe_rule(house, self.desk.words, survey.rule),
                address=page_url(house.public_url, survey.id, "ja"),
                is_open=stage is Stage.OPEN,
                **values,
            )

    def show_texts(self, survey_id: int) -> ResponseReturnValue:
        """What was written in own words, to be looked for and let through one by one; each look is recorded."""
        self.desk.check_writer()
        question, words = request.args.get("question", ""), request.args.get("words", "")
        house = self.desk.house
        with house.database.write() as session:
            survey = self.desk.get(session, survey_id)
            found = list_texts(session, survey, question, words)
            asked = [one for one in read_questions(survey) if one.kind == QuestionKind.TEXT]
            names = {one.id: self.desk.say_in(dict(one.words)) for one in asked}
            note(session, act(house), SurveyAction.VIEWED, survey, ("words",), count=len(found))
            return self.desk.render("texts", one=survey, found=found, names=names, asked=request.args)

    def _preview(self, session: Session, survey: Survey) -> dict[str, Any]:
        house = self.desk.house
        content = self.desk.write_content(survey)
        message = Broadcast(kind="survey", content=store(content), rule={}, created_at=house.clock())
        missing = [house.texts.name_language(one) for one in house.texts.languages if one not in survey.titles]
        return {
            **preview_values(message, house.texts),
            "questions": read_questions(survey),
            "texts": house.texts,
            "missing": missing,
            "audience": find_audience(session, house, survey.rule),
        }

    def _describe(self, session: Session, survey: Survey) -> dict[str, Any]:
        house, words = self.desk.house, self.desk.words
        if survey.kind == SurveyKind.COMMENT:
            wanted = request.args.get("words", "") if current_staff().may(Role.BROADCASTER) else ""
            return {"opinions": list_opinions(session, survey, wanted), "asked": request.args}
        with_doubtful = request.args.get("doubtful") == "1"
        results = count_results(session, survey, with_doubtful=with_doubtful)
        return {
            "opinions": None,
            "results": results,
            "charts": list_charts(results, house.texts, words),
            "name_group": name_groups(house.texts, words, self.desk.areas),
            "with_doubtful": with_doubtful,
            "told": _count_told(session, survey),
            "has_texts": any(one.question.kind == QuestionKind.TEXT for one in results.questions),
            "has_scale": any(one.question.kind == QuestionKind.SCALE for one in results.questions),
        }


def _count_told(session: Session, survey: Survey) -> int:
    """Who was to get its message."""
    broadcast = session.get(Broadcast, survey.broadcast_id) if survey.broadcast_id else None
    return broadcast.total if broadcast else 0


def _count_answers(session: Session) -> dict[int, int]:
    """Of each survey, whatever its kind."""
    found: dict[int, int] = {}
    for model in (SurveyAnswer, SurveyOpinion):
        counted = select(col(model.survey_id), func.count()).group_by(col(model.survey_id))
        found |= dict(session.exec(counted).all())
    return found
