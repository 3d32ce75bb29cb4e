"""One opinion on a draft: read, with whose it is, and answered. Each look is recorded."""

from __future__ import annotations

from dataclasses import dataclass

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from admin.page import tell
from admin.visit import act
from handlers.surveys.admin.desk import Desk
from handlers.surveys.models import SurveyOpinion
from handlers.surveys.service import opinions
from handlers.surveys.service.actions import SurveyAction, note

LONGEST = {"gist": 1000, "reply": 3000}


@dataclass(frozen=True)
class OpinionPages:
    desk: Desk

    def show_opinion(self, survey_id: int, opinion_id: int) -> ResponseReturnValue:
        self.desk.check_writer()
        house = self.desk.house
        with house.database.write() as session:
            survey = self.desk.get(session, survey_id)
            opinion = opinions.get_opinion(session, survey, opinion_id)
            note(session, act(house), SurveyAction.VIEWED, survey, _list_seen(opinion), opinion=opinion_id)
            return self.desk.render("opinion", one=survey, opinion=opinion, typed=opinion, longest=LONGEST)

    def reply(self, survey_id: int, opinion_id: int) -> ResponseReturnValue:
        """Kept as it is typed; shown to everybody with a tick, when the results are."""
        self.desk.check_writer()
        house, form = self.desk.house, request.form
        words = [form.get(name, "").replace("\r\n", "\n").strip()[:most] for name, most in LONGEST.items()]
        is_shown = form.get("show") == "1"
        if is_shown and not words[0]:
            errors = {"gist": ("surveys.admin_wrong_gist", dict[str, object]())}
            with house.database.read() as session:
                survey = self.desk.get(session, survey_id)
                opinion = opinions.get_opinion(session, survey, opinion_id)
                return self.desk.render(
                    "opinion", 422, one=survey, opinion=opinion, typed=form, longest=LONGEST, errors=errors
                )
        with house.database.write() as session:
            survey = self.desk.get(session, survey_id)
            opinions.reply(session, survey, opinion_id, words, is_shown, act(house))
        tell(house, "surveys.admin_told_replied")
        return redirect(url_for(".show", survey_id=survey_id), 303)


def _list_seen(opinion: SurveyOpinion) -> tuple[str, ...]:
    """Which fields of a person there were to be seen."""
    return ("words", *(name for name in ("name", "address") if getattr(opinion, name)))
